"""`@on`: what a module does when something has happened, here or elsewhere."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from inspect import signature
from typing import Any
from uuid import UUID

import msgspec

from openfactory.core.access import Access, Origin
from openfactory.core.consumers import RETRY, Consumer
from openfactory.core.db.queries import Query, as_id, as_moment, as_uuid
from openfactory.core.events.event import Event, camel
from openfactory.core.http.context import Context
from openfactory.core.jobs.retrying import Retry

Reaction = Callable[..., Awaitable[None]]
_KNOWN = frozenset({"event", "access", "context", "entry"})
_TOTAL = Query("events.total", "SELECT CAST(COALESCE(SUM(last_seq), 0) AS BIGINT) AS total FROM core_event_streams")
LOOK_ANYWAY = 15.0  # seconds: a failed event's next attempt is nothing new in the log


@dataclass(frozen=True)
class Entry:
    """What the log says of an event beside its own fields."""

    id: UUID
    seq: int
    occurred_at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str


@dataclass(frozen=True, eq=False)
class Subscription:
    """A reaction to one kind of event, with a cursor of its own."""

    event: type[Event]
    reaction: Reaction
    name: str
    retry: Retry
    parameters: tuple[str, ...]

    def consumer(self, module: str, context: Context) -> Consumer:
        """What reads the log for it, under a name that must stay."""

        async def handle(row: dict[str, Any]) -> None:
            given = {
                "event": _event(self.event, row),
                "access": _access(row, name),
                "context": context,
                "entry": _entry(row),
            }
            await self.reaction(**{parameter: given[parameter] for parameter in self.parameters})

        name = f"{module}.{self.name}"
        return Consumer(name, handle, names=(self.event.name,), retry=self.retry)


def on(event: type[Event], *, name: str = "", retry: Retry = RETRY) -> Callable[[Reaction], Subscription]:
    """React to an event: an async function that takes by name what it needs of `event`, `access`, `context`, `entry`.

    It runs in the transaction that moves its cursor, so its effects in the database happen once. It must be quick:
    what takes time, or happens elsewhere, is a job that it queues. A new subscription reads the log from its
    beginning. `name`, where the function is renamed: the old name, which the cursor is kept under.
    """

    def declare(reaction: Reaction) -> Subscription:
        parameters = tuple(signature(reaction).parameters)
        if unknown := set(parameters) - _KNOWN:
            raise TypeError(f"{reaction.__qualname__}: nothing gives a reaction its {', '.join(sorted(unknown))}")
        return Subscription(event, reaction, name or reaction.__name__, retry, parameters)

    return declare


class Following:
    """Lets consumers read when there is something new."""

    def __init__(self, consumers: Iterable[Consumer]) -> None:
        self._consumers = list(consumers)
        self._seen = -1
        self._looked = float("-inf")

    async def look(self) -> int:
        """Handle what is new; how many events that was, each counted for each consumer."""
        if not self._consumers:
            return 0
        row = await _TOTAL.one()  # numbers only grow: another sum is news, whosesoever
        total = row["total"] if row else 0
        if total == self._seen and time.monotonic() < self._looked + LOOK_ANYWAY:
            return 0
        count = 0
        for consumer in self._consumers:
            count += await consumer.run_once()
        self._seen, self._looked = total, time.monotonic()
        return count


def _event(kind: type[Event], row: dict[str, Any]) -> Event:
    data = msgspec.json.decode(row["data"])
    values = {field.name: data[camel(field.name)] for field in fields(kind) if camel(field.name) in data}
    if row["changes"]:
        values["changes"] = msgspec.json.decode(row["changes"])
    return msgspec.convert(values, kind)


def _access(row: dict[str, Any], name: str) -> Access:
    access = Access.system(
        organization_id=as_uuid(row["organization_id"]), project_id=as_uuid(row["project_id"]), name=name
    )
    return replace(access, origin=Origin(request_id=row["request_id"], operation_id=row["operation_id"]))


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        id=as_id(row["id"]),
        seq=row["seq"],
        occurred_at=as_moment(row["occurred_at"]),
        actor_kind=row["actor_kind"],
        actor_id=as_uuid(row["actor_id"]),
        actor_name=row["actor_name"],
    )
