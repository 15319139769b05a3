"""Transactions: rows, events and what is to run after the commit, all or nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.transactions import in_transaction

from openfactory.core import background, clock
from openfactory.core.access import Access
from openfactory.core.events.event import Event, Recorded
from openfactory.core.events.log import append
from openfactory.core.events.news import tell

if TYPE_CHECKING:
    from openfactory.core.jobs.calls import JobCall

Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass
class _Unit:
    """What one database transaction has gathered, whatever number of `transaction()` blocks share it."""

    recorded: list[Recorded] = field(default_factory=list)
    after: list[Work] = field(default_factory=list)
    doomed: BaseException | None = None


_current: ContextVar[_Unit | None] = ContextVar("unit_of_work", default=None)


@dataclass(frozen=True)
class Transaction:
    """An open transaction, as one caller sees it."""

    access: Access
    _unit: _Unit

    def emit(self, event: Event, *, access: Access | None = None) -> None:
        """Store `event` with the change, in the log of its project (or organization, or user).

        `access` says whose log it is where that is not this transaction's own place.
        """
        self._unit.recorded.append(Recorded.of(event, access or self.access))

    async def enqueue(
        self,
        call: JobCall,
        *,
        at: datetime | None = None,
        priority: int | None = None,
        access: Access | None = None,
    ) -> UUID:
        """Queue a job with the change, to run once this is committed; its id.

        `call` is what calling a job gives: `reindex(repository_id=…)`. Where the job is `unique` and one with the
        same key is queued or running, that one's id is given and nothing is queued. `at` is the earliest moment,
        `priority` 1 (first) to 9; `access` says whose job it is where that is not this transaction's own place.
        """
        # Imported now: running jobs stands on transactions.
        from openfactory.core.jobs import queueing

        job_id = await queueing.queue(access or self.access, call, at=at, priority=priority)
        if at is None or at <= clock.now():
            self.wake_workers()
        return job_id

    def wake_workers(self) -> None:
        """Let workers look at the queue once this is committed; once, however often it is asked for."""
        from openfactory.core.jobs import waking

        if waking.enqueued not in self._unit.after:
            self._unit.after.append(waking.enqueued)

    def after_commit(self, work: Work) -> None:
        """Run `work` in the background once the commit has succeeded; lost if the process dies first."""
        self._unit.after.append(work)


@asynccontextmanager
async def transaction(access: Access) -> AsyncIterator[Transaction]:
    """One transaction; inside another one, a part of it.

    An error inside a part undoes the whole, even where somebody catches it: half a use case is none.
    """
    unit = _current.get()
    if unit is not None:
        try:
            yield Transaction(access, unit)
        except BaseException as error:
            unit.doomed = error
            raise
        return
    unit = _Unit()
    token = _current.set(unit)
    try:
        async with in_transaction("default"):
            yield Transaction(access, unit)
            if unit.doomed is not None:
                raise unit.doomed
            news = await append(unit.recorded)
    finally:
        _current.reset(token)
    tell(news)
    for work in unit.after:
        background.start(work())


def in_progress() -> bool:
    """Whether a transaction is open in this task."""
    return _current.get() is not None


__all__ = ["Transaction", "in_progress", "transaction"]
