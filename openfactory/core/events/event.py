"""Facts that modules announce."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.ids import uuid7

Change = dict[str, Any]  # {"old": …, "new": …}


@dataclass(frozen=True, kw_only=True)
class Event:
    """A frozen fact. `name` is `<module>.<noun>.<past tense>`; the noun's id is the field `<noun>_id`.

    `changes` maps a field's wire name to its old and new value, for the activity feed and the audit trail.
    After an event that `changes_rights`, open connections of its stream are checked again; where it has a
    `user_id`, that user's.
    """

    name: ClassVar[str]
    changes_rights: ClassVar[bool] = False
    changes: dict[str, Change] | None = None

    @property
    def entity_type(self) -> str:
        """The noun: `feature` of `projects.feature.renamed`."""
        return self.name.split(".")[1]

    @property
    def action(self) -> str:
        """What happened to it: `renamed`."""
        return self.name.split(".")[2]

    @property
    def entity_id(self) -> UUID:
        """The id of the thing it happened to."""
        value: UUID = getattr(self, f"{self.entity_type}_id")
        return value

    def data(self) -> dict[str, Any]:
        """The event's own fields, as JSON."""
        own = [field.name for field in fields(self) if field.name != "changes"]
        return {camel(name): getattr(self, name) for name in own}


@dataclass(frozen=True)
class Recorded:
    """An event with everything the log keeps of it."""

    id: UUID
    stream_id: UUID
    organization_id: UUID | None
    project_id: UUID | None
    event: Event
    access: Access
    occurred_at: datetime

    @classmethod
    def of(cls, event: Event, access: Access) -> Recorded:
        """An event's log is its project's, else its organization's, else its user's."""
        stream = access.project_id or access.organization_id or access.caller.user_id or event.entity_id
        return cls(uuid7(), stream, access.organization_id, access.project_id, event, access, clock.now())


def camel(name: str) -> str:
    """A field's name on the wire."""
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
