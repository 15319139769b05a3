"""A scheduled job is queued once for each tick, whoever looks at the time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from workshop import every_hour, seen

from openfactory.core.jobs.schedules import Schedule
from openfactory.core.jobs.ticking import Ticker
from openfactory.testing.clock import frozen

NOON = datetime(2030, 5, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def tickers(client) -> list[Ticker]:
    """Those of four workers."""
    return [Ticker([every_hour]) for _ in range(4)]


async def tick(tickers, at: datetime) -> None:
    with frozen(at):
        await asyncio.gather(*(ticker.tick() for ticker in tickers))


async def test_a_tick_is_one_job_over_all_workers(tickers, jobs):
    await tick(tickers, NOON - timedelta(minutes=30))
    assert await jobs.all() == []  # a new schedule has missed nothing

    await tick(tickers, NOON)
    await tick(tickers, NOON + timedelta(minutes=59))

    assert [job["type"] for job in await jobs.all()] == ["workshop.every_hour"]


async def test_each_tick_is_a_job(tickers, jobs):
    for hour in range(4):
        await tick(tickers, NOON + timedelta(hours=hour, seconds=hour))
        with frozen(NOON + timedelta(hours=hour, minutes=1)):
            await jobs.run()
    assert len(seen["hours"]) == 3


async def test_ticks_that_were_missed_are_one(tickers, jobs):
    await tick(tickers, NOON)
    await tick([Ticker([every_hour])], NOON + timedelta(hours=9, minutes=5))
    assert len(await jobs.all()) == 1


async def test_a_job_that_is_still_to_be_done_is_not_queued_again(tickers, jobs):
    for hour in range(3):
        await tick(tickers, NOON + timedelta(hours=hour))
    assert len(await jobs.all()) == 1


async def test_a_clock_that_is_set_back_repeats_no_tick(tickers, jobs):
    await tick(tickers, NOON - timedelta(hours=1))
    await tick(tickers, NOON)
    with frozen(NOON):
        await jobs.run()
    await tick([Ticker([every_hour])], NOON - timedelta(minutes=10))
    await tick(tickers, NOON)
    assert len(await jobs.all()) == 1


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("0 3 * * *", datetime(2030, 5, 1, 3, 0, tzinfo=UTC)),
        ("*/15 * * * *", NOON),
        ("30 9 1 1 *", datetime(2030, 1, 1, 9, 30, tzinfo=UTC)),
        ("0 0 * * MON", datetime(2030, 4, 29, 0, 0, tzinfo=UTC)),
    ],
)
def test_the_latest_moment_of_a_schedule(text, latest):
    assert Schedule(text).latest(NOON) == latest
    assert Schedule(text).latest(NOON + timedelta(seconds=59, milliseconds=999)) == latest
