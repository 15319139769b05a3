"""Reading a stream for many: what fails is read again, and what one follower does is nothing to the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

import pytest

from openfactory.core.access import Access
from openfactory.core.bus import Bus
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.events import Event, news
from openfactory.core.events.entry import Entry
from openfactory.core.events.tails import Tails
from openfactory.core.ids import uuid7
from openfactory.shared.accounts.log import read_entries

_LOSE = Query("test.lose", "DELETE FROM core_events WHERE stream_id = :stream_id AND seq > 1 AND seq < 4")


@dataclass(frozen=True, kw_only=True)
class ThingMade(Event):
    """For the tests."""

    name: ClassVar[str] = "test.thing.made"
    thing_id: UUID


@dataclass
class Taker:
    """Whoever follows: it takes `room` entries, and then no more until it is told."""

    room: int = 1_000_000
    taken: list[int] = field(default_factory=list)

    def deliver(self, entry: Entry) -> bool:
        self.taken.append(entry.seq)
        self.room -= 1
        return self.room > 0

    async def has(self, count: int) -> list[int]:
        async with asyncio.timeout(5):
            while len(self.taken) < count:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)  # for one that should not come
        return self.taken


class Log:
    """The real log, which can be away."""

    def __init__(self) -> None:
        self.away = False
        self.access = Access.system(project_id=uuid7(), organization_id=uuid7())
        self.stream = self.access.project

    async def read(self, stream_id: UUID, after: int, most: int) -> list[Entry]:
        if self.away:
            raise ConnectionError("the database is away")
        return await read_entries(stream_id, after, most)

    async def write(self, count: int) -> None:
        for _ in range(count):
            async with transaction(self.access) as tx:
                tx.emit(ThingMade(thing_id=uuid7()))


@pytest.fixture
def log(client) -> Log:
    """`client` has the database open."""
    return Log()


@pytest.fixture
async def tails(log) -> AsyncIterator[Tails]:
    bus = Bus(None)
    with news.announcing(bus):
        found = Tails(bus, log.read, lambda stream, entry: None)
        async with found.running():
            yield found


async def follow(tails: Tails, log: Log, taker: Taker, after: int = 0):
    return tails.follow(await tails.open(log.stream), after, taker.deliver)


async def test_news_that_nobody_was_told_of_are_found(tails, log, monkeypatch):
    taker = Taker()
    await follow(tails, log, taker)
    monkeypatch.setattr(news, "_listeners", [])  # as if another process had written, and its message were lost
    await log.write(3)
    assert await taker.has(3) == [1, 2, 3]


async def test_a_log_that_is_away_is_read_when_it_is_back(tails, log):
    await log.write(2)
    present, behind = Taker(), Taker()
    await follow(tails, log, present, after=2)
    log.away = True
    await follow(tails, log, behind)
    await log.write(2)
    await asyncio.sleep(0.2)
    assert (present.taken, behind.taken) == ([], [])

    log.away = False

    assert await present.has(2) == [3, 4]
    assert await behind.has(4) == [1, 2, 3, 4]


async def test_each_goes_at_its_own_pace(tails, log):
    quick, slow = Taker(), Taker(room=2)
    await follow(tails, log, quick)
    follower = await follow(tails, log, slow)
    await log.write(7)
    assert await quick.has(7) == [1, 2, 3, 4, 5, 6, 7]
    assert slow.taken == [1, 2]

    slow.room = 3
    follower.go_on()
    assert await slow.has(5) == [1, 2, 3, 4, 5]
    slow.room = 10
    follower.go_on()
    follower.go_on()
    await log.write(1)
    assert await slow.has(8) == [1, 2, 3, 4, 5, 6, 7, 8]


async def test_one_that_fails_is_dropped_and_others_go_on(tails, log):
    class Broken(Taker):
        def deliver(self, entry: Entry) -> bool:
            raise RuntimeError("a bug")

    taker = Taker()
    await follow(tails, log, Broken())
    await follow(tails, log, taker)
    await log.write(2)
    assert await taker.has(2) == [1, 2]


async def test_rows_that_are_gone_are_passed_over(tails, log):
    await log.write(5)
    await _LOSE.run(stream_id=log.stream)
    taker = Taker()
    await follow(tails, log, taker, after=1)
    assert await taker.has(2) == [4, 5]


async def test_a_stream_that_ends_before_the_cursor_waits_for_it(tails, log):
    """Another worker was quicker than this one."""
    await log.write(1)
    taker = Taker()
    await follow(tails, log, taker, after=2)
    await log.write(2)
    assert await taker.has(1) == [3]


async def test_who_has_left_gets_nothing_more_and_nothing_is_kept(tails, log):
    taker = Taker()
    follower = await follow(tails, log, taker)
    await log.write(1)
    assert await taker.has(1) == [1]
    follower.close()
    follower.close()
    await log.write(1)
    await asyncio.sleep(0.1)
    assert taker.taken == [1]
    assert len(tails) == 0


async def test_strange_messages_on_the_bus_change_nothing(tails, log):
    taker = Taker()
    await follow(tails, log, taker)
    bus = tails._bus
    for message in (b"", b"x", b"x" * 24, news.packed([(log.stream, 99)])):
        bus.publish(news.CHANNEL, message)
    await log.write(1)
    assert await taker.has(1) == [1]
