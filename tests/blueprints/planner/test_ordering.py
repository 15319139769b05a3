"""Work orders are put in order, one by one and many at once."""

from __future__ import annotations

import asyncio
import random

import pytest
from wording import titles, walk


@pytest.fixture
def move(ann):
    """`await move(order, phase, after)`: the answer; phase and after may be None."""

    async def moved(order, phase=None, after=None, client=ann):
        body = {
            "workOrderId": order["id"],
            "targetPhaseId": phase and phase["id"],
            "afterWorkOrderId": after and after["id"],
        }
        return await client.post("/work-orders/reorder", json=body)

    return moved


async def test_a_work_order_is_put_behind_another_or_to_the_top(ann, make_order, move):
    a, b, c, d = [await make_order(title) for title in "ABCD"]

    for order, after, expected in (
        (d, a, "ADBC"),
        (a, c, "DBCA"),
        (c, None, "CDBA"),
        (c, None, "CDBA"),
        (d, c, "CDBA"),
        (b, c, "CBDA"),
    ):
        reply = await move(order, after=after)
        assert reply.status_code == 200, reply.text
        assert await titles(ann) == [*expected]
    assert [moved["id"] for moved in reply.json()["updatedOrders"]] == [b["id"]]


async def test_it_goes_into_another_phase_and_out_of_all(ann, make_order, make_phase, move):
    phase = await make_phase("Lift-off")
    a, b = [await make_order(title, phaseId=phase["id"]) for title in "AB"]
    c = await make_order("C")

    inside = (await move(c, phase, a)).json()["updatedOrders"]
    assert await titles(ann, phaseId=phase["id"]) == [*"ACB"]
    outside = (await move(b)).json()["updatedOrders"]

    assert inside == [{"id": c["id"], "sortOrder": inside[0]["sortOrder"], "phaseId": phase["id"]}]
    assert outside[0]["phaseId"] is None
    assert await titles(ann) == [*"ACB"]
    counts = {item["name"]: item["workOrderCount"] for item in (await ann.get("/phases")).json()["phases"]}
    assert counts == {"Lift-off": 2}


async def test_what_is_in_another_phase_is_nothing_to_come_after(make_order, make_phase, move):
    phase = await make_phase("Lift-off")
    a, b = await make_order("A", phaseId=phase["id"]), await make_order("B")

    away, itself = await move(b, None, a), await move(b, None, b)

    assert (away.status_code, away.json()["code"]) == (409, "planner.not_in_phase")
    assert itself.status_code == 422


async def test_when_gaps_are_used_up_places_are_given_anew(ann, make_order, move):
    a, *others = [await make_order(title) for title in "ABCDE"]
    changed = []
    for number in range(40):
        reply = (await move(others[number % 4], after=a)).json()["updatedOrders"]
        changed.append(len(reply))
        listed = (await ann.get("/work-orders")).json()["workOrders"]
        known = {order["id"]: order["sortOrder"] for order in listed}
        assert all(known[order["id"]] == order["sortOrder"] for order in reply)
        assert listed[1]["id"] == others[number % 4]["id"]

    assert set(changed) == {1, 5}
    assert changed.count(5) <= 3


async def test_many_moves_at_once_leave_a_strict_order(ann, bob, make_order, make_phase, move):
    lots = random.Random(1)
    phases = [await make_phase("One"), await make_phase("Two"), None]
    orders = [await make_order(f"W{number}", phaseId=(phases[number % 3] or {}).get("id")) for number in range(12)]

    def one():
        order, after = lots.sample(orders, 2)
        return move(order, lots.choice(phases), lots.choice([after, None]), client=lots.choice([ann, bob]))

    replies = await asyncio.gather(*(one() for _ in range(100)))

    assert {reply.status_code for reply in replies} <= {200, 409}
    assert sum(reply.status_code == 200 for reply in replies) > 40
    first = (await ann.get("/work-orders")).json()["workOrders"]
    seen = [((order["phase"] or {}).get("id"), order["sortOrder"]) for order in first]
    assert len(set(seen)) == len(orders)
    for _ in range(3):
        assert (await bob.get("/work-orders")).json()["workOrders"] == first


async def test_many_are_changed_alike_and_each_failure_is_told(ann, bob, make_order, make_phase, people):
    phase = await make_phase("Lift-off")
    ready, backlog, held = await make_order("A", status="ready"), await make_order("B"), await make_order("C")
    await walk(ann, held, "ready")
    await ann.post(f"/work-orders/{held['id']}/claim", json={})
    ids = [order["id"] for order in (ready, backlog, held)]
    updates = {
        "status": "in_progress",
        "phaseId": phase["id"],
        "assigneeIds": [str(people.bob.id)],
        "deliverableType": "code",
    }

    reply = await bob.post("/work-orders/bulk", json={"workOrderIds": ids, "updates": updates})

    assert reply.json() == {
        "updatedCount": 1,
        "workOrders": [{"id": ready["id"], "status": "in_progress", "phaseId": phase["id"]}],
        "failed": [
            {"id": backlog["id"], "code": "planner.status_not_allowed"},
            {"id": held["id"], "code": "planner.already_claimed"},
        ],
    }
    assert await titles(ann, phaseId=phase["id"], assigneeId=str(people.bob.id), deliverableType="code") == ["A"]
    assert (await ann.get(f"/work-orders/{backlog['id']}")).json() == backlog


async def test_many_go_into_a_phase_in_the_order_they_are_named(ann, make_order, make_phase):
    phase = await make_phase("Lift-off")
    a, b, c = [await make_order(title) for title in "ABC"]
    ids = [c["id"], a["id"], b["id"], a["id"]]

    reply = await ann.post("/work-orders/bulk", json={"workOrderIds": ids, "updates": {"phaseId": phase["id"]}})

    assert reply.json()["updatedCount"] == 3
    assert await titles(ann) == [*"CAB"]
    await ann.post("/work-orders/bulk", json={"workOrderIds": ids, "updates": {"phaseId": None}})
    assert await titles(ann, phaseId="none") == [*"CAB"]


async def test_with_an_id_that_is_not_there_none_is_changed(ann, make_order, project):
    order = await make_order()
    body = {"workOrderIds": [order["id"], str(project.id)], "updates": {"deliverableType": "code"}}

    assert (await ann.post("/work-orders/bulk", json=body)).status_code == 404
    assert (await ann.get(f"/work-orders/{order['id']}")).json() == order
    assert (await ann.post("/work-orders/bulk", json={**body, "updates": {}})).status_code == 422
