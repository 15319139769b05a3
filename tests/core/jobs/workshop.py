"""A module whose jobs do what the tests need; what they have done is in the event log, or in `seen`."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Conflict, NotFound
from openfactory.core.events import Event
from openfactory.core.ids import uuid7
from openfactory.core.jobs import NEVER, Job, JobFailed, Rate, Retry, job
from openfactory.core.jobs.calls import JobCall
from openfactory.core.modules.module import Module

MADE = Query("workshop.made", "SELECT data FROM core_events WHERE name = 'workshop.thing.made' ORDER BY id")
seen: defaultdict[str, list] = defaultdict(list)
going: dict[str, asyncio.Event] = {}
"""By name: jobs that wait set it when they have begun."""


@dataclass(frozen=True, kw_only=True)
class ThingMade(Event):
    """An effect."""

    name: ClassVar[str] = "workshop.thing.made"
    thing_id: UUID
    number: int


def made(number: int) -> ThingMade:
    return ThingMade(thing_id=uuid7(), number=number)


@job("workshop.make")
async def make(job: Job, number: int) -> None:
    """An effect that happens with the job's end."""
    seen["make"].append(number)
    async with job.finish() as tx:
        tx.emit(made(number))


@job("workshop.make_slowly")
async def make_slowly(job: Job, number: int) -> None:
    """Three effects, each with a checkpoint; for kills to hit it."""
    for part in range(job.checkpoint or 0, 3):
        await asyncio.sleep(0.005)
        async with job.step() as tx:
            tx.emit(made(number * 10 + part))
            job.checkpoint = part + 1
    async with job.finish() as tx:
        tx.emit(made(number * 10 + 9))


@job("workshop.fail", retry=Retry(attempts=3, first=10, factor=2, jitter=0))
async def fail(job: Job, kind: str) -> None:
    """Raise."""
    seen["fail"].append(job.attempt)
    if kind == "final":
        raise JobFailed("the file is no PDF")
    if kind == "missing":
        raise NotFound("no such document")
    if kind == "busy":
        raise Conflict("somebody works on it")
    if kind == "once" and job.attempt > 1:
        return
    raise RuntimeError("secret detail: password=hunter2")


@job("workshop.fail_half_way", retry=Retry(attempts=5, first=1, jitter=0))
async def fail_half_way(job: Job) -> None:
    """Fail after the first and within the second step, then go on from the first."""
    seen["checkpoints"].append(job.checkpoint)
    if job.checkpoint is None:
        async with job.step() as tx:
            tx.emit(made(1))
            job.checkpoint = {"after": 1}
        raise RuntimeError
    if job.attempt == 2:
        async with job.step() as tx:
            tx.emit(made(2))
            job.checkpoint = {"after": 2}
            raise RuntimeError
    async with job.finish() as tx:
        tx.emit(made(3))


@job("workshop.wait", timeout=60)
async def wait(job: Job, name: str) -> None:
    """Wait to be cancelled."""
    going.setdefault(name, asyncio.Event()).set()
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        seen["cancelled"].append(name)
        raise


@job("workshop.take_too_long", timeout=0.05, retry=NEVER)
async def take_too_long(job: Job) -> None:
    """Take longer than it may."""
    await asyncio.sleep(60)


@job("workshop.hold", concurrency=2)
async def hold(job: Job) -> None:
    """Note how many run at once."""
    seen["holding"].append(job.id)
    seen["most"].append(len(seen["holding"]))
    await asyncio.sleep(0.01)
    seen["holding"].remove(job.id)


@job("workshop.call", rate=Rate(5, timedelta(minutes=1)))
async def call(job: Job, number: int) -> None:
    """Call somebody who counts."""
    seen["calls"].append(number)


@job("workshop.only_one", unique=("subject",))
async def only_one(job: Job, subject: str, detail: int = 0) -> None:
    """Do something about a subject."""
    seen["only_one"].append(subject)


@job("workshop.every_hour", schedule="0 * * * *")
async def every_hour(job: Job) -> None:
    """Do something every hour."""
    seen["hours"].append(job.id)


@job("workshop.tell")
async def tell(job: Job, steps: int) -> None:
    """Tell how far it is."""
    for done in range(1, steps + 1):
        await job.progress(done, steps, f"step {done}")


@job("workshop.misuse", retry=NEVER)
async def misuse(job: Job) -> None:
    """Open a transaction around the one that the job's end is in."""
    async with transaction(job.access) as tx:
        tx.emit(made(1))
        async with job.finish():
            pass


JOBS = (make, make_slowly, fail, fail_half_way, wait, take_too_long, hold, call, only_one, every_hour, tell, misuse)
workshop = Module("workshop", jobs=JOBS)


async def queued(access: Access, *calls: JobCall, **options) -> list[UUID]:
    """Queue jobs in one transaction."""
    async with transaction(access) as tx:
        return [await tx.enqueue(item, **options) for item in calls]


async def numbers() -> list[int]:
    """The numbers of all things made."""
    import msgspec

    return [msgspec.json.decode(row["data"])["number"] for row in await MADE.rows()]
