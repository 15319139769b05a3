"""Reactions to events: each once, in order, tried again, and parked without holding up the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import pytest

from openfactory.core import clock, stuck
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import NotFound
from openfactory.core.events import Event
from openfactory.core.ids import uuid7
from openfactory.core.jobs import Job, Retry, job
from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import discover
from openfactory.core.subscriptions import Entry, on
from openfactory.testing.clock import shifted

heard: list = []


@dataclass(frozen=True, kw_only=True)
class BellRung(Event):
    """For the tests."""

    name: ClassVar[str] = "tower.bell.rung"
    bell_id: UUID
    rung_at: datetime
    times: int


@dataclass(frozen=True, kw_only=True)
class BellRepaired(Event):
    """For the tests."""

    name: ClassVar[str] = "tower.bell.repaired"
    bell_id: UUID


@dataclass(frozen=True, kw_only=True)
class EchoHeard(Event):
    """What a reaction makes of it."""

    name: ClassVar[str] = "valley.echo.heard"
    echo_id: UUID
    times: int


@job("valley.write_down")
async def write_down(job: Job, times: int) -> None:
    """Note it elsewhere."""
    heard.append(("written", times))


@on(BellRung)
async def answer(event: BellRung, access: Access, entry: Entry) -> None:
    """An echo, and a job."""
    heard.append((event, access.project_id, access.origin.request_id, entry.actor_name))
    async with transaction(access) as tx:
        tx.emit(EchoHeard(echo_id=uuid7(), times=event.times))
        await tx.enqueue(write_down(event.times))


@on(BellRung, retry=Retry(attempts=3, first=10, factor=1, jitter=0))
async def count(event: BellRung, access: Access) -> None:
    """Fails at the thirteenth, and takes back what it has done."""
    async with transaction(access) as tx:
        tx.emit(EchoHeard(echo_id=uuid7(), times=-event.times))
    if event.times == 13:
        raise RuntimeError("unlucky")
    heard.append(("counted", event.times))


valley = Module("valley", jobs=(write_down,), subscriptions=(answer, count))


@pytest.fixture
def installed() -> Mapping[str, Module]:
    heard.clear()
    return {**discover(), "valley": valley}


@pytest.fixture
def place(client) -> Access:
    """A project; `client` has the database open."""
    return Access.system(organization_id=uuid7(), project_id=uuid7(), name="Ringer")


async def ring(place: Access, *times: int) -> None:
    async with transaction(place) as tx:
        for number in times:
            tx.emit(BellRung(bell_id=uuid7(), rung_at=clock.now(), times=number))


def counted() -> list[int]:
    return [item[1] for item in heard if item[0] == "counted"]


async def test_a_reaction_gets_the_event_as_it_was_announced(place, jobs):
    sent = BellRung(bell_id=uuid7(), rung_at=clock.now(), times=3, changes={"times": {"old": 1, "new": 3}})
    async with transaction(place) as tx:
        tx.emit(sent)

    await jobs.run()

    assert (sent, place.project, None, "Ringer") in heard
    assert ("written", 3) in heard


async def test_each_event_is_reacted_to_once_and_in_order(place, jobs):
    await ring(place, 1, 2)
    await jobs.run()
    await ring(place, 3)
    await jobs.run()
    await jobs.run()
    assert counted() == [1, 2, 3]
    assert sorted(item[1] for item in heard if item[0] == "written") == [1, 2, 3]


async def test_events_of_other_kinds_are_passed_over(place, jobs):
    async with transaction(place) as tx:
        for _ in range(20):
            tx.emit(BellRepaired(bell_id=uuid7()))
    await ring(place, 4)
    await jobs.run()
    assert counted() == [4]


async def test_a_failing_reaction_takes_its_effects_back_and_holds_up_no_other(place, jobs):
    elsewhere = Access.system(organization_id=uuid7(), project_id=uuid7())
    await ring(place, 13, 14)
    await ring(elsewhere, 1, 2)

    await jobs.run()

    assert counted() == [1, 2]  # another project's
    assert sorted(item[1] for item in heard if item[0] == "written") == [1, 2, 13, 14]  # another reaction's
    [waiting] = await stuck.list_stuck()
    assert (waiting["consumer"], waiting["failures"], waiting["parkedAt"]) == ("valley.count", 1, None)


async def fail_thrice(place, jobs) -> None:
    await ring(place, 13, 14)
    for seconds in (0, 11, 22):
        with shifted(seconds=seconds):
            jobs._following._looked = float("-inf")
            await jobs.run()


async def test_after_some_failures_it_is_parked_until_somebody_sees_to_it(place, jobs):
    await fail_thrice(place, jobs)
    with shifted(days=30):
        await ring(place, 15)
        await jobs.run()
    assert counted() == []
    [parked] = await stuck.list_stuck()
    assert parked["parkedAt"]
    assert parked["error"] == "RuntimeError: unlucky"


async def test_what_is_parked_can_be_led_past_the_event(place, jobs):
    await fail_thrice(place, jobs)
    await stuck.skip("valley.count", place.project)
    jobs._following._looked = float("-inf")
    await jobs.run()
    assert counted() == [14]
    assert await stuck.list_stuck() == []


async def test_what_is_parked_can_be_tried_again(place, jobs):
    await fail_thrice(place, jobs)
    await stuck.retry("valley.count", place.project)
    jobs._following._looked = float("-inf")
    await jobs.run()
    [waiting] = await stuck.list_stuck()
    assert (waiting["failures"], waiting["parkedAt"]) == (1, None)


async def test_what_is_not_stuck_cannot_be_led_on(place):
    with pytest.raises(NotFound):
        await stuck.skip("valley.count", place.project)


def test_a_reaction_can_ask_for_what_there_is():
    with pytest.raises(TypeError, match="request"):

        @on(BellRung)
        async def wrong(event: BellRung, request) -> None:
            pass
