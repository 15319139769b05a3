"""Work orders wait for others; what waits for nothing is ready."""

from __future__ import annotations

import asyncio

import pytest
from wording import titles, walk

from openfactory.core.db.statements import count_statements


@pytest.fixture
def chain(make_order):
    """`await chain("A", "B", …)`: ready work orders, each waiting for the one before."""

    async def made(*names):
        orders = []
        for name in names:
            waits = [orders[-1]["id"]] if orders else []
            orders.append(await make_order(name, status="ready", dependsOn=waits))
        return orders

    return made


async def test_it_is_blocked_until_what_it_waits_for_is_done(ann, chain):
    first, second = await chain("A", "B")
    path = f"/work-orders/{second['id']}"

    assert (await ann.get(path)).json()["blockedBy"] == [first["id"]]
    await walk(ann, first, "in_progress", "in_review", "done")
    unblocked = (await ann.get(path)).json()
    assert (unblocked["dependsOn"], unblocked["blockedBy"]) == ([first["id"]], [])
    await walk(ann, first, "in_review")
    assert (await ann.get(path)).json()["blockedBy"] == [first["id"]]


async def test_the_queue_has_what_can_be_begun_in_its_order(ann, make_order, make_phase, chain):
    late, early = await make_phase("Late"), await make_phase("Early", sortOrder=0)
    await make_order("Backlog")
    first, *_ = await chain("Loose", "Blocked")
    await make_order("Later", status="ready", phaseId=late["id"])
    await make_order("Earlier", status="ready", phaseId=early["id"])
    busy = await make_order("Busy", status="ready", phaseId=early["id"])
    await ann.post(f"/work-orders/{busy['id']}/claim", json={"minutes": 5})

    assert await titles(ann, "/work-orders/ready") == ["Earlier", "Later", "Loose"]
    await walk(ann, first, "in_progress", "in_review", "done")
    assert await titles(ann, "/work-orders/ready") == ["Earlier", "Later", "Blocked"]
    page = (await ann.get("/work-orders/ready", params={"limit": 2})).json()
    assert await titles(ann, "/work-orders/ready", cursor=page["nextCursor"]) == ["Blocked"]


async def test_the_queue_takes_one_statement_beside_that_for_access(ann, chain):
    await chain("A", "B", "C")

    with count_statements() as statements:
        await ann.get("/work-orders/ready")

    assert len(statements) == 2


async def test_a_cycle_is_refused_and_named(ann, chain, change):
    one, two, three = await chain("A", "B", "C")

    for order, waits, cycle in (
        (one, [three], ["WO-1", "WO-3", "WO-2", "WO-1"]),
        (two, [three, one], ["WO-2", "WO-3", "WO-2"]),
        (one, [one], ["WO-1", "WO-1"]),
    ):
        reply = await change(order, dependsOn=[other["id"] for other in waits])
        assert (reply.status_code, reply.json()["code"]) == (409, "planner.dependency_cycle")
        assert reply.json()["cycle"] == cycle
    for order in (one, two, three):
        assert (await ann.get(f"/work-orders/{order['id']}")).json()["dependsOn"] == order["dependsOn"]


async def test_two_that_would_wait_for_each_other_make_no_cycle(ann, bob, make_order):
    for _ in range(5):
        one, two = await make_order("One"), await make_order("Two")

        replies = await asyncio.gather(
            ann.patch(f"/work-orders/{one['id']}", json={"dependsOn": [two["id"]]}),
            bob.patch(f"/work-orders/{two['id']}", json={"dependsOn": [one["id"]]}),
        )

        assert sorted(reply.status_code for reply in replies) == [200, 409]


async def test_nothing_waits_for_what_is_deleted(ann, chain):
    first, second, third = await chain("A", "B", "C")

    await ann.delete(f"/work-orders/{second['id']}")

    assert (await ann.get(f"/work-orders/{third['id']}")).json()["dependsOn"] == []
    assert await titles(ann, "/work-orders/ready") == ["A", "C"]
    assert first["blockedBy"] == []


async def test_dependencies_are_replaced_as_a_whole(ann, chain, change):
    one, two, three = await chain("A", "B", "C")

    assert (await change(three, dependsOn=[one["id"]])).json()["dependsOn"] == [one["id"]]
    assert (await change(three, dependsOn=[one["id"], two["id"]])).json()["blockedBy"] == [one["id"], two["id"]]
    assert (await change(three, dependsOn=[])).json()["dependsOn"] == []
