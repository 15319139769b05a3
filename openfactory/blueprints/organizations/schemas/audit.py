"""The audit trail."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.blueprints.organizations.schemas.members import PersonOut
from openfactory.blueprints.organizations.schemas.moments import GivenMoment
from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Out, Ref

EventName = Annotated[str, StringConstraints(max_length=120), Field(examples=["organizations.member.left"])]


class AuditFilter(In):
    """Which entries. `actorId` is a user's, or an API key's."""

    actor_id: Annotated[UUID, Ref("user")] | None = None
    type: EventName | None = None
    since: Annotated[GivenMoment, Field(description="The first moment.")] | None = None
    until: Annotated[GivenMoment, Field(description="The first moment no more.")] | None = None


class AuditQuery(AuditFilter, Page):
    """A page of the trail."""

    limit: Annotated[int, Field(ge=1, le=200, description="At most so many items.")] = 50


class AuditActor(Out):
    """Who did it: a user, an agent (an API key) on behalf of a user, or the server itself."""

    type: Literal["user", "agent", "system"]
    id: UUID | None
    name: str
    on_behalf_of: PersonOut | None


class AuditEntry(Out):
    """One thing that was done. `changes` maps each field to its old and new value."""

    id: UUID
    at: Moment
    type: str
    actor: AuditActor
    entity_type: str
    entity_id: UUID
    project_id: UUID | None
    changes: dict[str, Any] | None
    request_id: str | None
    operation_id: str | None
    address: str | None


class AuditTrail(Out):
    """What was done in the organization and its projects, the newest first."""

    entries: list[AuditEntry]
    next_cursor: str | None
