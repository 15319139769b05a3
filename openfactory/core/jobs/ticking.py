"""Queueing scheduled jobs: each tick by one worker, whichever comes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.jobs.declaring import AnyJob
from openfactory.core.logs import get_logger

log = get_logger(__name__)
# A schedule that is new begins now: it has missed nothing.
_BEGIN = Query(
    "worker.begin_schedule",
    "INSERT INTO core_job_schedules (type, ticked_at) VALUES (:type, :now) ON CONFLICT (type) DO NOTHING",
)
# Of all that see the tick one changes the row. Ticks that were missed, since nothing ran, are one.
_TICK = Query(
    "worker.tick",
    "UPDATE core_job_schedules SET ticked_at = :tick WHERE type = :type AND ticked_at < :tick RETURNING type",
)


class Ticker:
    """Knows in this process which ticks have been seen, so that looking at the time costs no statement."""

    def __init__(self, types: Iterable[AnyJob]) -> None:
        self._types = [item for item in types if item.schedule is not None]
        self._seen: dict[str, datetime] = {}

    async def tick(self) -> None:
        """Queue what has become due."""
        now = clock.now()
        for item in self._types:
            assert item.schedule is not None
            due = item.schedule.latest(now)
            if due is None or self._seen.get(item.name) == due:
                continue
            await self._queue(item, due, now)
            self._seen[item.name] = due

    async def _queue(self, item: AnyJob, due: datetime, now: datetime) -> None:
        async with transaction(Access.system(name="schedule")) as tx:
            if item.name not in self._seen:
                await _BEGIN.run(type=item.name, now=now)
            if await _TICK.one(type=item.name, tick=due):
                await tx.enqueue(item())
                log.info("a scheduled job is due", job=item.name, tick=due.isoformat())
