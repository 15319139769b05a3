"""A job is queued with the change, or not at all; the same job is not queued twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from workshop import make, numbers, only_one, queued, seen

from openfactory.core import clock
from openfactory.core.db.transactions import transaction
from openfactory.core.jobs import Job, job
from openfactory.testing.clock import shifted


async def test_a_queued_job_runs_in_its_place(acme, jobs, job_of):
    [job_id] = await queued(acme, make(7))

    assert await jobs.run() == 1

    assert await numbers() == [7]
    stored = await job_of(job_id)
    assert (stored["status"], stored["attempt"], str(stored["project_id"])) == ("succeeded", 1, str(acme.project))


async def test_a_transaction_that_fails_queues_nothing(acme, jobs):
    with pytest.raises(RuntimeError):
        async with transaction(acme) as tx:
            await tx.enqueue(make(1))
            raise RuntimeError

    assert await jobs.run() == 0
    assert await jobs.all() == []


async def test_a_job_waits_for_its_moment(acme, jobs):
    await queued(acme, make(1), at=clock.now() + timedelta(hours=1))
    assert await jobs.run() == 0
    with shifted(hours=1):
        assert await jobs.run() == 1


async def test_the_same_job_is_queued_once_while_it_is_queued(acme, jobs):
    first = await queued(acme, only_one("a", detail=1))
    assert await queued(acme, only_one("a", detail=2), only_one("a")) == first * 2
    [different] = await queued(acme, only_one("b"))
    assert different not in first
    await jobs.run()
    assert sorted(seen["only_one"]) == ["a", "b"]


async def test_the_same_job_can_be_queued_again_when_it_has_ended(acme, jobs):
    first = await queued(acme, only_one("a"))
    await jobs.run()
    assert await queued(acme, only_one("a")) != first


async def test_another_project_has_a_job_of_its_own(acme, other):
    assert await queued(acme, only_one("a")) != await queued(other, only_one("a"))


async def test_many_at_the_same_moment_queue_one(acme, jobs):
    ids = await asyncio.gather(*(queued(acme, only_one("a")) for _ in range(20)))
    assert len({str(job_id) for [job_id] in ids}) == 1
    assert len(await jobs.all()) == 1


async def test_lower_priorities_go_first(acme, jobs):
    jobs.worker.pace = type(jobs.worker.pace)(slots=1)
    for number, priority in enumerate([5, 9, 1, 5]):
        await queued(acme, make(number), priority=priority)
    await jobs.run()
    assert seen["make"] == [2, 0, 3, 1]


async def test_arguments_are_checked_when_a_job_is_queued(acme):
    with pytest.raises(ValueError, match="number"):
        make("seven")
    with pytest.raises(TypeError):
        make()
    with pytest.raises(ValueError, match="priority"):
        await queued(acme, make(1), priority=0)


def declared(name: str, **options):
    @job(name, **options)
    async def handler(job: Job, subject: str) -> None:
        pass

    return handler


@pytest.mark.parametrize(
    ("name", "options", "reason"),
    [
        ("workshop", {}, "<module>.<what>"),
        ("workshop.a", {"unique": ("sbject",)}, "sbject"),
        ("workshop.a", {"schedule": "0 * * * *"}, "takes no arguments"),
        ("workshop.a", {"priority": 10}, "priority"),
        ("workshop.a", {"timeout": 0}, "timeout"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused(name, options, reason):
    with pytest.raises(ValueError, match=reason):
        declared(name, **options)


def test_a_schedule_is_five_fields_of_cron():
    async def handler(job: Job) -> None:
        pass

    with pytest.raises(ValueError, match="every day"):
        job("workshop.a", schedule="every day")(handler)


def test_an_argument_without_a_type_is_refused():
    async def handler(job, subject) -> None:
        pass

    with pytest.raises(TypeError, match="subject"):
        job("workshop.a")(handler)
