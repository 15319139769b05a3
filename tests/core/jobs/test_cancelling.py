"""Cancelling reaches a job wherever it is; what has failed can be tried again."""

from __future__ import annotations

import asyncio

import pytest
from workshop import fail, going, make, only_one, queued, seen, wait

from openfactory.core.jobs import steering
from openfactory.core.jobs.worker import Pace, Worker
from openfactory.testing.clock import shifted


@pytest.fixture
async def working(jobs):
    """A worker that runs beside the test."""
    worker = Worker(jobs.worker._declared, "working", Pace(poll=0.05, stop=1))
    task = asyncio.create_task(worker.run())
    yield worker
    worker.stop()
    await task


async def until(condition) -> None:
    async with asyncio.timeout(20):
        while not await condition():
            await asyncio.sleep(0.02)


async def test_a_running_job_is_cancelled(acme, working, job_of):
    going["a"] = asyncio.Event()
    [job_id] = await queued(acme, wait("a"))
    await asyncio.wait_for(going["a"].wait(), 10)

    assert await steering.cancel(job_id)

    async def cancelled() -> bool:
        return (await job_of(job_id))["status"] == "cancelled"

    await until(cancelled)
    assert seen["cancelled"] == ["a"]


async def test_of_jobs_that_were_taken_together_one_is_cancelled(acme, working, job_of):
    names = ["a", "b", "c", "d"]
    going.update({name: asyncio.Event() for name in names})
    ids = await queued(acme, *(wait(name) for name in names))
    for name in names:
        await asyncio.wait_for(going[name].wait(), 10)
    assert len(working._running) == 4

    await steering.cancel(ids[2])

    async def statuses() -> bool:
        return [(await job_of(job_id))["status"] for job_id in ids] == ["running", "running", "cancelled", "running"]

    await until(statuses)
    await asyncio.sleep(0.2)
    assert await statuses()
    assert seen["cancelled"] == ["c"]


async def test_a_queued_job_is_cancelled_at_once(acme, jobs, job_of):
    [job_id] = await queued(acme, make(1))
    assert await steering.cancel(job_id)
    assert (await job_of(job_id))["status"] == "cancelled"
    assert await jobs.run() == 0


async def test_what_has_ended_is_not_cancelled(acme, jobs, job_of):
    [job_id] = await queued(acme, make(1))
    await jobs.run()
    assert not await steering.cancel(job_id)
    assert (await job_of(job_id))["status"] == "succeeded"


async def test_a_job_that_fails_while_it_is_to_be_cancelled_is_not_tried_again(acme, jobs, job_of):
    [job_id] = await queued(acme, fail("always"))
    await jobs.worker._fill()
    await steering.cancel(job_id)  # its worker has not looked yet
    await jobs.run()
    assert (await job_of(job_id))["status"] == "cancelled"


async def test_a_failed_job_is_kept_and_can_be_tried_again(acme, jobs, job_of):
    [job_id] = await queued(acme, fail("final"))
    await jobs.run()

    assert await steering.retry(job_id)
    await jobs.run()

    stored = await job_of(job_id)
    assert (stored["status"], stored["attempt"], stored["failures"]) == ("failed", 2, 1)


async def test_only_what_has_failed_or_was_cancelled_is_tried_again(acme, jobs):
    [done] = await queued(acme, make(1))
    await jobs.run()
    [waiting] = await queued(acme, make(2))
    assert not await steering.retry(done)
    assert not await steering.retry(waiting)


async def test_a_retry_does_not_make_two_of_one(acme, jobs):
    [first] = await queued(acme, only_one("a"))
    await steering.cancel(first)
    [second] = await queued(acme, only_one("a"))
    assert not await steering.retry(first)
    await steering.cancel(second)
    assert await steering.retry(first)


async def test_what_has_ended_long_ago_is_swept_and_failures_later(acme, jobs, job_of):
    from openfactory.core.jobs.sweeping import sweep

    await queued(acme, make(1), fail("final"))
    await jobs.run()
    [waiting] = await queued(acme, make(2))
    with shifted(days=13):
        assert await sweep(keep_days=14, keep_failed_days=90) == 0
    with shifted(days=15):
        assert await sweep(keep_days=14, keep_failed_days=90) == 1
    with shifted(days=91):
        assert await sweep(keep_days=14, keep_failed_days=90) == 1
    assert [str(job["id"]) for job in await jobs.all()] == [str(waiting)]
