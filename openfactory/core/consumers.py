"""Consumers of the log: each keeps a cursor for each stream, moved in the transaction of its effect.

An effect in the database therefore happens once; what is to happen elsewhere is queued as a job.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db import failures
from openfactory.core.db.queries import Query, as_id
from openfactory.core.db.transactions import transaction
from openfactory.core.ids import uuid7
from openfactory.core.jobs.retrying import Retry
from openfactory.core.logs import get_logger
from openfactory.core.redaction import redact_text

log = get_logger(__name__)
Handler = Callable[[dict[str, Any]], Awaitable[None]]
LONGEST_ERROR = 1000

_BEHIND = Query(
    "events.streams_behind",
    "SELECT s.id FROM core_event_streams s LEFT JOIN core_event_cursors c "
    "ON c.stream_id = s.id AND c.consumer = :consumer WHERE s.last_seq > COALESCE(c.seq, 0) "
    "AND c.parked_at IS NULL AND (c.retry_at IS NULL OR c.retry_at <= :now) LIMIT 500",
)
# The first statement of the transaction: of two processes of one consumer the second waits here for the first.
_HOLD = Query(
    "events.hold_cursor",
    "INSERT INTO core_event_cursors (id, consumer, stream_id, seq, failures) VALUES (:id, :consumer, :stream_id, 0, 0) "
    "ON CONFLICT (consumer, stream_id) DO UPDATE SET seq = core_event_cursors.seq RETURNING seq, failures",
)
# The stream's row comes along even where no event fits, so that the cursor can pass what is not for this consumer.
_NEXT = Query(
    "events.next",
    "SELECT s.last_seq, e.* FROM core_event_streams s LEFT JOIN core_events e ON e.stream_id = s.id "
    "AND e.seq > :after AND (CAST(:names AS TEXT) = '' OR REPLACE(:names, ',' || e.name || ',', '') <> :names) "
    "WHERE s.id = :stream_id ORDER BY e.seq LIMIT 1",
)
_MOVE = Query(
    "events.move_cursor",
    "UPDATE core_event_cursors SET seq = :seq, failures = 0, retry_at = NULL, error = NULL "
    "WHERE consumer = :consumer AND stream_id = :stream_id",
)
# The cursor may be new: then the failed transaction has taken its row along.
_POSTPONE = Query(
    "events.postpone",
    "INSERT INTO core_event_cursors (id, consumer, stream_id, seq, failures, failed_seq, retry_at, parked_at, error) "
    "VALUES (:id, :consumer, :stream_id, :seq, :failures, :failed_seq, :retry_at, :parked_at, :error) "
    "ON CONFLICT (consumer, stream_id) DO UPDATE SET failures = excluded.failures, failed_seq = excluded.failed_seq, "
    "retry_at = excluded.retry_at, parked_at = excluded.parked_at, error = excluded.error "
    "WHERE core_event_cursors.seq = excluded.seq",
)
RETRY = Retry(attempts=10, first=1, factor=3, longest=3600)


class Consumer:
    """Calls `handler` for events of every stream, in each stream's order, under a name that keeps its place.

    Of `names` alone, where they are given. A stream whose event fails is tried again after growing pauses, and after
    `retry.attempts` of them parked, until somebody sees to it; other streams go on.

    behind  the query for streams that have something for it, by `consumer` and `now`; a kind of its own may narrow it
    """

    behind: ClassVar[Query] = _BEHIND

    def __init__(self, name: str, handler: Handler, *, names: Iterable[str] = (), retry: Retry = RETRY) -> None:
        self.name, self.handler, self.retry = name, handler, retry
        self._names = "".join(f",{name}," for name in names)

    async def run_once(self) -> int:
        """Handle what is there now; how many events that was."""
        count = 0
        for row in await self.behind.rows(consumer=self.name, now=clock.now()):
            stream_id = as_id(row["id"])
            while await self._next(stream_id):
                count += 1
        return count

    async def _next(self, stream_id: UUID) -> bool:
        """One event, one transaction: what fails is tried again, and nothing before it."""
        held = found = None
        try:
            async with transaction(Access.system(name=self.name)):
                held = await _HOLD.one(id=uuid7(), consumer=self.name, stream_id=stream_id)
                assert held is not None
                found = await _NEXT.one(stream_id=stream_id, after=held["seq"], names=self._names)
                if found is None or found["id"] is None:
                    await self._move(stream_id, found["last_seq"] if found else held["seq"])
                    return False
                await self.handler(found)
                await self._move(stream_id, found["seq"])
        except Exception as error:
            if held is None or failures.is_unavailable(error) or failures.is_busy(error):
                raise
            await self._postpone(stream_id, held, found["seq"] if found else held["seq"] + 1, error)
            return False
        return True

    async def _move(self, stream_id: UUID, seq: int) -> None:
        await _MOVE.run(seq=seq, consumer=self.name, stream_id=stream_id)

    async def _postpone(self, stream_id: UUID, held: dict[str, Any], failed: int, error: Exception) -> None:
        count = held["failures"] + 1
        parked = count >= self.retry.attempts
        pause = timedelta() if parked else self.retry.pause(count)
        log.error(
            "an event could not be handled" + (": the stream is parked" if parked else ""),
            consumer=self.name,
            stream_id=str(stream_id),
            seq=failed,
            failures=count,
            exc_info=error,
        )
        now = clock.now()
        await _POSTPONE.run(
            id=uuid7(),
            consumer=self.name,
            stream_id=stream_id,
            seq=held["seq"],
            failures=count,
            failed_seq=failed,
            retry_at=now + pause,
            parked_at=now if parked else None,
            error=redact_text(f"{type(error).__name__}: {error}")[:LONGEST_ERROR],
        )
