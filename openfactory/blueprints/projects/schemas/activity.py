"""The project's log, as a feed for people and as events for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Out, Ref

EntityType = Annotated[str, StringConstraints(min_length=1, max_length=60), Field(examples=["feature"])]


def _names(text: str) -> str:
    names = [name.strip() for name in text.split(",")]
    if not all(names) or any(name.count(".") != 2 for name in names):
        raise ValueError("give events' names with commas between them, such as projects.feature.created")
    return ",".join(names)


EventNames = Annotated[
    str,
    StringConstraints(max_length=2000),
    AfterValidator(_names),
    Field(description="Names of events, with commas between.", examples=["projects.feature.created"]),
]


class ActivityQuery(Page):
    """Whose activity."""

    entity_type: EntityType | None = None
    entity_id: Annotated[UUID, Ref("feature")] | None = None


class EventQuery(In):
    """Events behind `after`, which is the last answer's `cursor`."""

    after: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    types: EventNames | None = None
    limit: Annotated[int, Field(ge=1, le=500, description="At most so many events.")] = 100


class ActorOut(Out):
    """Who did it. An agent acts on behalf of the user it names; the server itself has no id."""

    id: UUID | None
    name: str
    avatar_url: str | None
    type: Literal["user", "agent", "system"]


class ActivityOut(Out):
    """One thing that was done. `changes` maps each field to its old and new value."""

    id: UUID
    entity_type: str
    entity_id: UUID
    action: str
    changes: dict[str, Any] | None
    actor: ActorOut
    created_at: Moment


class ActivityList(Out):
    """What was done in the project, the newest first."""

    activities: list[ActivityOut]
    next_cursor: str | None


class EventOut(Out):
    """One event of the project's log; `seq` counts them without gaps."""

    id: UUID
    seq: int
    name: str
    entity_type: str
    entity_id: UUID
    data: dict[str, Any]
    changes: dict[str, Any] | None
    actor: ActorOut
    created_at: Moment


class EventList(Out):
    """Events in their order. `cursor` is where to go on: behind it nothing of these types was missed."""

    events: list[EventOut]
    cursor: int
