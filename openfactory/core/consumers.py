"""Consumers of the log: each keeps a cursor for each stream, moved in the transaction of its effect.

An effect in the database therefore happens once; an effect outside of it may be repeated after a crash.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.db.transactions import transaction
from openfactory.core.events.log import read
from openfactory.core.ids import uuid7

Handler = Callable[[dict[str, Any]], Awaitable[None]]

_BEHIND = Query(
    "events.streams_behind",
    "SELECT s.id FROM core_event_streams s LEFT JOIN core_event_cursors c "
    "ON c.stream_id = s.id AND c.consumer = :consumer WHERE s.last_seq > COALESCE(c.seq, 0) LIMIT 500",
)
# The first statement of the transaction: of two processes of one consumer the second waits here for the first.
_HOLD = Query(
    "events.hold_cursor",
    "INSERT INTO core_event_cursors (id, consumer, stream_id, seq) VALUES (:id, :consumer, :stream_id, 0) "
    "ON CONFLICT (consumer, stream_id) DO UPDATE SET seq = core_event_cursors.seq RETURNING seq",
)
_MOVE = Query(
    "events.move_cursor",
    "UPDATE core_event_cursors SET seq = :seq WHERE consumer = :consumer AND stream_id = :stream_id",
)


class Consumer:
    """Calls `handler` for every event of every stream, in each stream's order, under a name that keeps its place."""

    def __init__(self, name: str, handler: Handler) -> None:
        self.name, self.handler = name, handler

    async def run_once(self) -> int:
        """Handle what is there now; how many events that was."""
        count = 0
        for row in await _BEHIND.rows(consumer=self.name):
            stream_id = as_uuid(row["id"])
            assert stream_id is not None
            while await self._next(stream_id):
                count += 1
        return count

    async def _next(self, stream_id: UUID) -> bool:
        """One event, one transaction: what fails is tried again, and nothing before it."""
        async with transaction(Access.system(name=self.name)):
            held = await _HOLD.one(id=uuid7(), consumer=self.name, stream_id=stream_id)
            assert held is not None
            events = await read(stream_id, after=held["seq"], most=1)
            if not events:
                return False
            await self.handler(events[0])
            await _MOVE.run(seq=events[0]["seq"], consumer=self.name, stream_id=stream_id)
        return True
