"""Whose turn it is, and how many may run at once or start in a while."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from workshop import call, hold, make, queued, seen

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.statements import count_statements
from openfactory.core.db.transactions import transaction
from openfactory.core.ids import uuid7
from openfactory.core.jobs.claiming import claim
from openfactory.core.jobs.fairness import Due, Turns
from openfactory.testing.clock import shifted

MANY = 1 << 30


def due(lane: str, priority: int = 5, limit: int = MANY) -> Due:
    return Due(lane, priority, limit)


def test_slots_go_round_whatever_number_is_queued():
    picked = Turns(10).pick([due("a:x"), due("b:x"), due("c:x")], 7, {})
    assert sorted(picked.values()) == [2, 2, 3]


def test_who_was_served_last_comes_last():
    turns = Turns(10)
    order = []
    for _ in range(4):
        [(lane, _)] = turns.pick([due("a:x"), due("b:x")], 1, {})
        order.append(lane)
    assert order in (["a:x", "b:x"] * 2, ["b:x", "a:x"] * 2)


def test_who_comes_new_is_next_whatever_others_have_queued():
    turns, crowd = Turns(100), [due(f"{owner}:x") for owner in "abcdefghijklmnopqrst"]
    for _ in range(5):
        turns.pick(crowd, 30, {})
    assert turns.pick([*crowd, due("z:x")], 1, {}) == Counter({("z:x", 5): 1})


def test_one_organization_never_holds_the_last_slot():
    assert Turns(4).pick([due("a:x")], 4, {}).total() == 3
    assert Turns(4).pick([due("a:x")], 1, {"a": 3}).total() == 0
    assert Turns(4).pick([due("a:x"), due("b:x")], 1, {"a": 3}) == Counter({("b:x", 5): 1})
    assert Turns(1).pick([due("a:x")], 1, {}).total() == 1


def test_within_an_organization_priority_decides_and_then_the_turn():
    turns = Turns(10)
    assert turns.pick([due("a:x", 5), due("a:y", 2)], 1, {}) == Counter({("a:y", 2): 1})
    picked = turns.pick([due("a:x"), due("a:y")], 4, {})
    assert picked == Counter({("a:x", 5): 2, ("a:y", 5): 2})


def test_a_limit_is_one_for_all_priorities_of_a_lane():
    picked = Turns(10).pick([due("a:x", 2, limit=3), due("a:x", 5, limit=3)], 9, {})
    assert picked == Counter({("a:x", 2): 3})


async def test_ten_thousand_jobs_delay_anothers_single_one_by_less_than_a_round(acme, other, jobs):
    async with transaction(acme) as tx:
        for number in range(10_000):
            await tx.enqueue(make(number))
    worker = jobs.worker
    await worker._fill()  # all slots that one organization may have are taken
    assert len(worker._running) == worker.pace.slots - 1
    [single] = await queued(other, make(-1))
    before = len(seen["make"])

    await worker._fill()

    assert single in {attempt.id for attempt, _ in worker._running.values()}
    assert len(seen["make"]) == before  # no other job has started in between
    for attempt, _ in list(worker._running.values()):
        attempt.interrupt("stopping")
    await worker._wait_for_all(10)


async def test_a_look_at_the_queue_costs_the_same_whatever_is_queued(acme, jobs):
    async def statements() -> int:
        with count_statements() as counted:
            await claim(jobs.worker._types, Turns(2), worker="w", free=1, holding={}, lease=timedelta(minutes=1))
        return len(counted)

    await queued(acme, *(make(number) for number in range(10)))
    few = await statements()
    await queued(acme, *(make(number) for number in range(500)))
    assert await statements() == few <= 6


async def test_not_more_run_at_once_than_may(acme, jobs):
    await queued(acme, *(hold() for _ in range(12)))
    await jobs.run()
    assert max(seen["most"]) == 2
    assert len(seen["most"]) == 12


async def test_a_limit_is_each_organizations_own(jobs):
    places = [Access.system(organization_id=uuid7()) for _ in range(3)]
    for place in places:
        await queued(place, *(hold() for _ in range(4)))
    await jobs.run()
    assert max(seen["most"]) == 6


async def test_not_more_start_in_a_while_than_may(acme, jobs):
    await queued(acme, *(call(number) for number in range(12)))
    started = []
    for minutes in range(4):
        with shifted(minutes=minutes, seconds=minutes):
            await jobs.run()
        started.append(len(seen["calls"]))
    assert started == [5, 10, 12, 12]


async def test_what_is_limited_does_not_hold_up_the_rest(acme, jobs):
    await queued(acme, *(call(number) for number in range(12)), at=clock.now() - timedelta(minutes=1))
    await queued(acme, make(1))
    await jobs.run()
    assert seen["make"] == [1]


async def test_jobs_of_modules_that_are_not_served_wait(acme, jobs):
    await queued(acme, make(1))
    worker = jobs.worker
    known = {name: item for name, item in worker._types.items() if name != "workshop.make"}
    assert await claim(known, Turns(2), worker="w", free=1, holding={}, lease=timedelta(minutes=1)) == []
