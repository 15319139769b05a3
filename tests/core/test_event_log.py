"""The log is ordered, without gaps, and says exactly what was committed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest

from openfactory.core.access import Access
from openfactory.core.consumers import Consumer
from openfactory.core.db.transactions import transaction
from openfactory.core.events import Event
from openfactory.core.events.log import read
from openfactory.core.ids import uuid7
from openfactory.testing.clock import shifted


@dataclass(frozen=True, kw_only=True)
class ThingMade(Event):
    """For the tests."""

    name: ClassVar[str] = "test.thing.made"
    thing_id: UUID
    number: int


@pytest.fixture
def place(client) -> Access:
    """A project's access; `client` has the database open."""
    return Access.system(project_id=uuid7(), organization_id=uuid7())


async def emit(access: Access, *numbers: int) -> None:
    async with transaction(access) as tx:
        for number in numbers:
            tx.emit(ThingMade(thing_id=uuid7(), number=number))


async def test_numbers_are_without_gaps_when_many_write_at_once(place):
    await asyncio.gather(*(emit(place, number, number) for number in range(30)))
    assert [row["seq"] for row in await read(place.project)] == list(range(1, 61))


async def test_events_of_one_transaction_stay_together(place):
    await asyncio.gather(*(emit(place, number, number) for number in range(30)))
    events = await read(place.project)
    pairs = [(first["data"], second["data"]) for first, second in zip(events[::2], events[1::2], strict=True)]
    numbers = [[data.partition('"number":')[2] for data in pair] for pair in pairs]
    assert all(first == second for first, second in numbers)


async def test_a_transaction_that_fails_leaves_no_event_and_no_gap(place):
    await emit(place, 1)
    with pytest.raises(RuntimeError):
        async with transaction(place) as tx:
            tx.emit(ThingMade(thing_id=uuid7(), number=2))
            raise RuntimeError
    await emit(place, 3)
    assert [row["seq"] for row in await read(place.project)] == [1, 2]


async def test_each_project_has_a_log_of_its_own(client):
    one, other = Access.system(project_id=uuid7()), Access.system(project_id=uuid7())
    await emit(one, 1, 2)
    await emit(other, 3)
    assert [row["seq"] for row in await read(other.project)] == [1]


async def test_a_reader_goes_on_after_its_cursor(place):
    await emit(place, *range(10))
    assert [row["seq"] for row in await read(place.project, after=4, most=3)] == [5, 6, 7]


async def test_a_consumer_sees_each_event_once_and_in_order(place):
    seen: list[int] = []

    async def note(event: dict) -> None:
        seen.append(event["seq"])

    consumer = Consumer("notes", note)
    await emit(place, *range(5))
    assert await consumer.run_once() == 5
    await emit(place, *range(3))
    assert await consumer.run_once() == 3
    assert await consumer.run_once() == 0
    assert seen == list(range(1, 9))


async def test_a_consumer_that_fails_comes_back_to_the_same_event(place):
    seen: list[int] = []

    async def fail_once(event: dict) -> None:
        seen.append(event["seq"])
        if len(seen) == 3:
            raise RuntimeError

    consumer = Consumer("notes", fail_once)
    await emit(place, *range(5))
    assert await consumer.run_once() == 2
    assert await consumer.run_once() == 0  # it waits before it tries again
    with shifted(seconds=2):
        assert await consumer.run_once() == 3
    assert seen == [1, 2, 3, 3, 4, 5]


async def test_two_processes_of_one_consumer_do_not_do_the_work_twice(place):
    seen: list[int] = []

    async def note(event: dict) -> None:
        await asyncio.sleep(0)
        seen.append(event["seq"])

    await emit(place, *range(50))
    await asyncio.gather(*(Consumer("notes", note).run_once() for _ in range(4)))
    assert seen == list(range(1, 51))
