"""Background work begins with a clean slate: it is no part of whoever has started it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core import background
from openfactory.core.access import Access
from openfactory.core.db.transactions import in_progress, transaction
from openfactory.core.events import Event
from openfactory.core.events.log import read
from openfactory.core.ids import uuid7


@dataclass(frozen=True, kw_only=True)
class ThingMade(Event):
    """For the tests."""

    name: ClassVar[str] = "test.thing.made"
    thing_id: UUID


async def test_work_started_in_a_transaction_has_one_of_its_own(client):
    place, begun, go_on = Access.system(project_id=uuid7()), asyncio.Event(), asyncio.Event()
    states: list[bool] = []

    async def work() -> None:
        states.append(in_progress())
        begun.set()
        await go_on.wait()
        async with transaction(place) as tx:
            tx.emit(ThingMade(thing_id=uuid7()))

    async with transaction(place):
        background.start(work())
        await begun.wait()
    go_on.set()
    await background.drain()

    assert states == [False]
    assert len(await read(place.project)) == 1


async def test_work_that_was_started_stays_though_the_transaction_fails(client):
    place = Access.system(project_id=uuid7())

    async def work() -> None:
        async with transaction(place) as tx:
            tx.emit(ThingMade(thing_id=uuid7()))

    try:
        async with transaction(place):
            background.start(work())
            raise RuntimeError
    except RuntimeError:
        await background.drain()

    assert len(await read(place.project)) == 1
