"""How jobs end: done once, tried again later, failed for good, handed back; and what they tell meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from workshop import fail, fail_half_way, make, misuse, numbers, queued, seen, take_too_long, tell

from openfactory.core.db.queries import as_moment
from openfactory.core.jobs import JobFailed, Retry
from openfactory.core.jobs.attempts import Attempt
from openfactory.core.jobs.claiming import claim
from openfactory.core.jobs.fairness import Turns
from openfactory.core.jobs.outcomes import Holding, JobLost
from openfactory.core.jobs.worker import Worker
from openfactory.testing.clock import frozen, shifted


async def test_a_failing_job_is_tried_again_after_growing_pauses_and_then_kept(acme, jobs, job_of):
    with frozen() as now:
        [job_id] = await queued(acme, fail("always"))
        await jobs.run()
        first = await job_of(job_id)
    assert (first["status"], as_moment(first["run_at"]) - now) == ("queued", timedelta(seconds=10))
    with shifted(seconds=11), frozen() as now:
        await jobs.run()
        second = await job_of(job_id)
    assert (second["status"], as_moment(second["run_at"]) - now) == ("queued", timedelta(seconds=20))
    with shifted(seconds=60):
        await jobs.run()
        assert (await job_of(job_id))["status"] == "failed"
    with shifted(days=1):
        assert await jobs.run() == 0
    assert seen["fail"] == [1, 2, 3]


async def test_a_failure_that_passes_leaves_a_job_that_succeeded(acme, jobs, job_of):
    [job_id] = await queued(acme, fail("once"))
    await jobs.run()
    with shifted(minutes=1):
        await jobs.run()
    stored = await job_of(job_id)
    assert (stored["status"], stored["attempt"], stored["error"]) == ("succeeded", 2, None)


@pytest.mark.parametrize(("kind", "error"), [("final", "the file is no PDF"), ("missing", "no such document")], ids=str)
async def test_what_would_fail_again_is_not_tried_again(acme, jobs, job_of, kind, error):
    [job_id] = await queued(acme, fail(kind))
    await jobs.run()
    stored = await job_of(job_id)
    assert (stored["status"], stored["error"]) == ("failed", error)


async def test_a_conflict_may_pass(acme, jobs, job_of):
    [job_id] = await queued(acme, fail("busy"))
    await jobs.run()
    assert (await job_of(job_id))["status"] == "queued"


async def test_members_are_not_shown_what_was_not_meant_for_them(acme, jobs, job_of):
    [job_id] = await queued(acme, fail("always"))
    await jobs.run()
    stored = await job_of(job_id)
    assert stored["error"] == "unexpected RuntimeError"
    assert "secret detail" in stored["trace"]
    assert "hunter2" not in stored["trace"]


async def test_a_job_that_takes_too_long_is_cut(acme, jobs, job_of):
    [job_id] = await queued(acme, take_too_long())
    await jobs.run()
    stored = await job_of(job_id)
    assert (stored["status"], stored["error"]) == ("failed", "it took longer than 0.05 seconds")


async def test_an_attempt_goes_on_from_the_last_checkpoint_and_repeats_no_effect(acme, jobs):
    await queued(acme, fail_half_way())
    for minutes in range(3):
        with shifted(minutes=minutes):
            await jobs.run()
    assert seen["checkpoints"] == [None, {"after": 1}, {"after": 1}]
    assert sorted(await numbers()) == [1, 3]


async def test_progress_is_kept(acme, jobs, job_of):
    [job_id] = await queued(acme, tell(5))
    await jobs.run()
    stored = await job_of(job_id)
    assert (stored["done"], stored["total"], stored["note"]) == (5, 5, "step 5")


async def test_the_end_of_a_job_is_not_put_into_a_transaction_of_its_own(acme, jobs, job_of):
    [job_id] = await queued(acme, misuse())
    await jobs.run()
    assert (await job_of(job_id))["status"] == "failed"
    assert await numbers() == []


async def test_arguments_of_another_version_are_told_as_that(acme, jobs, job_of, monkeypatch):
    [job_id] = await queued(acme, make(1))
    from openfactory.core.db.queries import Query

    await Query("worker.test_change", "UPDATE core_jobs SET arguments = :text").run(text='{"count": 1}')
    await jobs.run()
    stored = await job_of(job_id)
    assert stored["status"] == "failed"
    assert "queued by another version" in stored["error"]


async def test_a_worker_that_was_thought_dead_changes_nothing_any_more(acme, jobs, job_of):
    [job_id] = await queued(acme, make(1))
    worker = jobs.worker
    [slept] = await claim(worker._types, Turns(2), worker="sleeper", free=1, holding={}, lease=timedelta(seconds=30))
    with shifted(seconds=31):
        await worker._take_back()
        await jobs.run()  # another one does it
    assert await numbers() == [1]

    late = Attempt(slept, make, worker._declared["workshop.make"].context)
    await late.run()

    assert await numbers() == [1]
    stored = await job_of(job_id)
    assert (stored["status"], stored["attempt"], stored["losses"]) == ("succeeded", 2, 1)
    with pytest.raises(JobLost):
        await Holding(slept.id, slept.claim).fail("too late", None)


async def test_jobs_of_a_worker_that_lives_are_not_taken(acme, jobs, job_of):
    [job_id] = await queued(acme, make(1))
    await claim(jobs.worker._types, Turns(2), worker="other", free=1, holding={}, lease=timedelta(seconds=30))
    with shifted(seconds=29):
        await jobs.worker._take_back()
    assert (await job_of(job_id))["status"] == "running"


async def test_a_job_that_takes_its_workers_along_is_given_up(acme, jobs, job_of):
    [job_id] = await queued(acme, make(1))
    for number in range(1, 11):
        with shifted(hours=number):
            await claim(jobs.worker._types, Turns(2), worker="w", free=1, holding={}, lease=timedelta(seconds=1))
        with shifted(hours=number, seconds=2):
            await jobs.worker._take_back()
    stored = await job_of(job_id)
    assert (stored["status"], stored["error"]) == ("failed", "its worker died 10 times while it ran")


def test_pauses_grow_up_to_the_longest_and_are_spread():
    retry = Retry(first=1, factor=2, longest=60, jitter=0.5)
    pauses = [[retry.pause(failures).total_seconds() for _ in range(50)] for failures in range(1, 12)]
    for failures, spread in enumerate(pauses):
        full = min(60, 2**failures)
        assert full / 2 <= min(spread) < max(spread) <= full


def test_a_reason_for_members_is_one_line():
    from openfactory.core.jobs.retrying import shown

    assert shown(JobFailed("no\n text")) == "no text"


async def test_running_jobs_are_given_back_when_a_worker_stops(acme, jobs, job_of):
    from workshop import going, wait

    [job_id] = await queued(acme, wait("stop"))
    worker = Worker(jobs.worker._declared, "stopping", type(jobs.worker.pace)(poll=0.05, stop=0.05))
    running = asyncio.create_task(worker.run())
    going["stop"] = asyncio.Event()
    await asyncio.wait_for(going["stop"].wait(), 10)
    worker.stop()
    await running
    stored = await job_of(job_id)
    assert (stored["status"], stored["losses"], stored["failures"]) == ("queued", 0, 0)
    assert seen["cancelled"] == ["stop"]
