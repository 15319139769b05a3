"""A user's connections over all workers: no place is given twice, and none is lost with a worker or the broker."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from openfactory.core.http.sockets.tally import Tally
from openfactory.core.processes import broker

ANN, BOB = uuid4(), uuid4()


@pytest.fixture
async def url(tmp_path):
    async with broker.embedded(tmp_path) as found:
        yield found


@pytest.fixture
async def worker(url):
    """`await worker()`: another worker's tally."""
    async with AsyncExitStack() as stack:

        async def started(**options) -> Tally:
            tally = Tally(5, url, **options)
            await stack.enter_async_context(tally.running())
            return tally

        yield started


async def until_taken(tally: Tally) -> None:
    async with asyncio.timeout(20):
        while not await tally.take(ANN):
            await asyncio.sleep(0.05)


async def test_together_they_give_as_many_places_as_there_are(worker):
    one, two = await worker(), await worker()

    given = await asyncio.gather(*(tally.take(ANN) for _ in range(10) for tally in (one, two)))

    assert given.count(True) == 5
    assert await one.take(BOB)


async def test_a_place_that_is_given_back_is_anothers(worker):
    one, two = await worker(), await worker()
    for _ in range(5):
        assert await one.take(ANN)
    assert not await two.take(ANN)

    one.give_back(ANN)

    await until_taken(two)
    assert not await one.take(ANN)


async def test_the_places_of_a_killed_worker_are_free_when_its_lease_ends(worker, url):
    killed, other = Tally(5, url, lease=1), await worker()
    async with killed.running():
        for _ in range(5):
            assert await killed.take(ANN)
        assert not await other.take(ANN)
        killed._tell = silent  # and says no more, as the dead do

        await until_taken(other)


async def silent(redis) -> None:
    """Say nothing."""


async def test_the_places_of_a_worker_that_stops_are_free_at_once(worker, url):
    stopped, other = Tally(5, url, lease=3600), await worker()
    async with stopped.running():
        for _ in range(5):
            assert await stopped.take(ANN)
    assert await other.take(ANN)


async def test_a_broker_that_has_forgotten_everything_is_told_again(worker, url):
    one, two = await worker(lease=0.5), await worker()
    for _ in range(5):
        assert await one.take(ANN)
    await two._redis.flushall()

    async with asyncio.timeout(20):
        while await two.take(ANN):
            two.give_back(ANN)
            await asyncio.sleep(0.05)


async def test_while_the_broker_is_away_each_worker_counts_its_own(tmp_path):
    alone, away = Tally(2), Tally(2, f"unix://{Path(tmp_path, 'nobody.sock')}")
    async with alone.running(), away.running():
        for tally in (alone, away):
            assert [await tally.take(ANN) for _ in range(3)] == [True, True, False]
            tally.give_back(ANN)
            assert await tally.take(ANN)
