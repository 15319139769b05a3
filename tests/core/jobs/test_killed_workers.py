"""Workers are killed at any moment: no job is lost, and each effect happens once. Two kinds of databases, two runs."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from workers import workers
from workshop import every_hour, make, make_slowly, numbers, queued, wait

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.ids import uuid7
from openfactory.testing.databases import PostgresDatabases

pytestmark = [pytest.mark.processes, pytest.mark.timeout(120)]
JOBS = 2000
STEPS = 250  # of them have several transactions
KILLS = 6
OPEN = Query("worker.test_open", "SELECT COUNT(*) AS jobs FROM core_jobs WHERE status IN ('queued', 'running')")
LOSSES = Query("worker.test_losses", "SELECT SUM(losses) AS losses FROM core_jobs")
STATUS = Query(
    "worker.test_status",
    "SELECT status, COUNT(*) AS jobs FROM core_jobs WHERE type LIKE 'workshop.make%' GROUP BY status",
)


async def left() -> int:
    row = await OPEN.one()
    return row["jobs"]


async def until_left(most: int, seconds: float = 90) -> None:
    async with asyncio.timeout(seconds):
        while await left() > most:
            await asyncio.sleep(0.02)


async def test_each_effect_happens_once_and_none_is_lost(client, settings):
    places = [Access.system(organization_id=uuid7(), project_id=uuid7()) for _ in range(20)]
    for place in places:
        own = range(places.index(place), JOBS, len(places))
        await queued(place, *(make_slowly(number) if number < STEPS else make(number) for number in own))

    with workers(settings, 2, lease_seconds=3) as running:
        # By progress and not by time: on a slow machine kills would come faster than workers start.
        for moment in sorted(random.sample(range(JOBS // 20, JOBS), KILLS), reverse=True):
            await until_left(moment)
            await asyncio.sleep(random.uniform(0, 0.05))
            running.kill_one()
        await until_left(0)

    expected = [number * 10 + part for number in range(STEPS) for part in (0, 1, 2, 9)] + list(range(STEPS, JOBS))
    assert Counter(await numbers()) == Counter(expected)
    assert [(row["status"], row["jobs"]) for row in await STATUS.rows()] == [("succeeded", JOBS)]
    lost = await LOSSES.one()
    assert lost["losses"]  # else the kills have hit nothing, and nothing is proved


async def test_a_killed_workers_successor_goes_on_at_once(client, settings, acme, jobs, job_of):
    [job_id] = await queued(acme, wait("killed"))
    with workers(settings, 1, lease_seconds=3600, stop_seconds=0.2) as running:

        async def attempts(number: int) -> None:
            async with asyncio.timeout(30):
                while (await job_of(job_id))["attempt"] < number:
                    await asyncio.sleep(0.05)

        await attempts(1)
        running.kill_one()
        await attempts(2)  # it has not waited for the hour that the lease still had
        assert set(running.stop()) == {0}
    assert (await job_of(job_id))["status"] == "queued"


async def test_a_database_that_is_away_is_waited_for(client, settings, acme, databases, job_of):
    if not isinstance(databases, PostgresDatabases):
        pytest.skip("a file does not go away: the same waiting is for a server")
    server, _, name = settings.database_url.rpartition("/")
    first, second = await queued(acme, make_slowly(1), make_slowly(2), at=clock.now() + timedelta(seconds=3))
    with workers(settings, 1) as running:
        [process] = running.processes
        await until_left(2)
        connection = await asyncpg.connect(f"{server}/postgres")
        try:
            async with asyncio.timeout(30):  # until the worker has connected
                while await connection.fetchval(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'") < 2:
                    await asyncio.sleep(0.05)
            await connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
            await connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            await asyncio.sleep(4)  # the moment of the jobs passes meanwhile
        finally:
            await connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
            await connection.close()
        assert process.poll() is None

        async with asyncio.timeout(60):
            while {(await job_of(job_id))["status"] for job_id in (first, second)} != {"succeeded"}:
                await asyncio.sleep(0.1)
        assert process.poll() is None
    assert sorted(await numbers()) == [10, 11, 12, 19, 20, 21, 22, 29]


async def test_a_tick_is_one_job_over_all_processes(client, settings, jobs):
    begin = Query("worker.test_begin", "INSERT INTO core_job_schedules (type, ticked_at) VALUES (:type, :at)")
    await begin.run(type=every_hour.name, at=datetime(2020, 1, 1, tzinfo=UTC))
    with workers(settings, 2):
        async with asyncio.timeout(60):
            while not [job for job in await jobs.all() if job["status"] == "succeeded"]:
                await asyncio.sleep(0.1)
        await asyncio.sleep(2)  # for the other one
    assert [job["type"] for job in await jobs.all()].count(every_hour.name) == 1
