"""A worker: takes jobs from the queue, runs them, keeps its leases, and hands back what it cannot finish."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from openfactory.core import logs
from openfactory.core.bus import Bus
from openfactory.core.http.context import Context
from openfactory.core.jobs import attempts, leases
from openfactory.core.jobs.attempts import Attempt, Reason
from openfactory.core.jobs.claimed import Claimed
from openfactory.core.jobs.claiming import claim
from openfactory.core.jobs.declaring import AnyJob
from openfactory.core.jobs.fairness import Turns
from openfactory.core.jobs.patience import forever, patiently
from openfactory.core.jobs.queueing import SYSTEM
from openfactory.core.jobs.ticking import Ticker
from openfactory.core.jobs.waking import Sleeper, hear
from openfactory.core.logs import get_logger

log = get_logger(__name__)
Round = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Declared:
    """A job, and the context of the module that declares it."""

    type: AnyJob
    context: Context


@dataclass(frozen=True)
class Pace:
    """How much at once, and how often; all times in seconds.

    slots  jobs at once in one worker
    poll   how often the queue is looked at, and whether a running job is to be cancelled
    lease  how long after its last sign of life a worker is thought dead
    stop   how long running jobs have to end when the worker stops
    """

    slots: int = 16
    poll: float = 1.0
    lease: float = 30.0
    stop: float = 10.0


class Worker:
    """Runs the jobs of `declared` under a name that no other living worker has; `bus` tells it of new ones sooner."""

    def __init__(
        self, declared: Mapping[str, Declared], name: str, pace: Pace = Pace(), bus: Bus | None = None
    ) -> None:
        self.name, self.pace, self._bus = name, pace, bus
        self._declared = declared
        self._types = {name: item.type for name, item in declared.items()}
        self._turns = Turns(pace.slots)
        self._ticker = Ticker(self._types.values())
        self._running: dict[leases.Key, tuple[Attempt, asyncio.Task[None]]] = {}
        self._sleeper = Sleeper()
        self._stopping = asyncio.Event()

    async def run(self, *more: Round) -> None:
        """Work until `stop()`; `more` is done each second as well. Then running jobs end, or are handed back."""
        logs.add_source(attempts.log_fields)
        await patiently(lambda: leases.take_back_from(self.name), what="jobs left behind")
        loops = [self._look, self._take_back, self._ticker.tick, *more]
        tasks = [asyncio.create_task(self._paced(work)) for work in loops]
        tasks.append(asyncio.create_task(forever(self._keep_leases, what="leases")))
        if self._bus is not None:
            tasks.append(asyncio.create_task(hear(self._bus)))
        filling = asyncio.create_task(forever(self._fill_and_sleep, what="the queue", until=self._stopping))
        try:
            await self._stopping.wait()
        finally:
            # Not cancelled at once: what a claim under way has taken is to be started, or it would be nobody's.
            await asyncio.wait({filling}, timeout=self.pace.stop)
            await _cancel([filling])
            await self._let_end()
            await _cancel(tasks)
            self._sleeper.close()

    def stop(self) -> None:
        """Take no more, and end."""
        self._stopping.set()
        self._sleeper.wake()

    async def work_off(self) -> int:
        """Run what is due until nothing is; how many attempts that was. For tests and single commands."""
        count = 0
        while True:
            await self._fill()
            if not self._running:
                return count
            count += len(self._running)
            await asyncio.wait([task for _, task in self._running.values()])

    async def _fill_and_sleep(self) -> None:
        if not await self._fill():
            await self._sleeper.sleep(self.pace.poll)

    async def _fill(self) -> int:
        """Start what is due in the free slots; how many that is."""
        free = self.pace.slots - len(self._running)
        if free <= 0:
            return 0
        holding = Counter(str(attempt.owner or SYSTEM) for attempt, _ in self._running.values())
        lease = timedelta(seconds=self.pace.lease)
        claimed = await claim(self._types, self._turns, worker=self.name, free=free, holding=holding, lease=lease)
        for item in claimed:
            self._start(item)
        return len(claimed)

    def _start(self, claimed: Claimed) -> None:
        declared = self._declared[claimed.type]
        attempt = Attempt(claimed, declared.type, declared.context)
        task = asyncio.create_task(attempt.run(), name=f"job {claimed.type} {claimed.id}")
        self._running[attempt.key] = attempt, task
        task.add_done_callback(lambda task: self._ended(attempt.key, task))

    def _ended(self, key: leases.Key, task: asyncio.Task[None]) -> None:
        self._running.pop(key, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the outcome of a job could not be written: its lease will end", exc_info=error)
        self._sleeper.wake()

    async def _look(self) -> None:
        """Cancel what is to be cancelled, and what is not this worker's any more."""
        before = [attempt for attempt, _ in self._running.values()]
        if not before:
            return
        held = await leases.held_by(self.name)
        for attempt in before:
            if attempt.key in self._running:
                if attempt.key in held.cancelled:
                    attempt.interrupt("cancelled")
                elif attempt.key not in held.keys:
                    attempt.interrupt("lost")

    async def _take_back(self) -> None:
        if await leases.take_back_expired():
            self._sleeper.wake()

    async def _keep_leases(self) -> None:
        await asyncio.sleep(self.pace.lease / 3)
        if self._running:
            await leases.prolong(self.name, timedelta(seconds=self.pace.lease))

    async def _paced(self, work: Round) -> None:
        async def once() -> None:
            await work()
            await asyncio.sleep(self.pace.poll)

        await forever(once, what=getattr(work, "__qualname__", "work"))

    async def _let_end(self) -> None:
        """Give running jobs their time, and the others' jobs back to the queue."""
        await self._wait_for_all(self.pace.stop)
        self._interrupt_all("stopping")
        await self._wait_for_all(attempts.CLEANUP_SECONDS + 1)
        if self._running:
            log.warning("jobs do not end: their leases will", jobs=len(self._running))

    async def _wait_for_all(self, seconds: float) -> None:
        if self._running:
            await asyncio.wait([task for _, task in self._running.values()], timeout=seconds)

    def _interrupt_all(self, reason: Reason) -> None:
        for attempt, _ in self._running.values():
            attempt.interrupt(reason)


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
