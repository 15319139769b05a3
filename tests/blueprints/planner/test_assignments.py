"""Members are told when somebody else gives them a work order."""

from __future__ import annotations

import pytest


@pytest.fixture
def told(client_for):
    """`await told(user)`: kinds and titles of what the user is told, the newest first."""

    async def read(user):
        box = (await client_for(user).get("/api/notifications")).json()["notifications"]
        return [(item["kind"], item["title"]) for item in box]

    return read


async def test_who_is_assigned_by_somebody_else_is_told_once(make_order, change, people, told):
    both = [str(people.ann.id), str(people.bob.id)]
    order = await make_order(assigneeIds=both)

    await change(order, title="Pumps")
    await change(order, assigneeIds=both)

    assert await told(people.bob) == [("assignment", "WO-1 Tanks")]
    assert await told(people.ann) == []


async def test_who_is_added_later_is_told_and_whoever_was_there_is_not_again(make_order, change, people, told, make):
    carol = await make.member(people.organization, "Carol")
    order = await make_order(assigneeIds=[str(people.bob.id)])

    reply = await change(order, assigneeIds=[str(people.bob.id), str(carol.id)])

    assert reply.status_code == 200
    assert await told(carol) == [("assignment", "WO-1 Tanks")]
    assert len(await told(people.bob)) == 1


async def test_who_is_assigned_in_bulk_is_told_of_each(ann, make_order, people, told):
    orders = [await make_order(title) for title in ("Tanks", "Pumps")]
    updates = {"assigneeIds": [str(people.bob.id)]}

    reply = await ann.post(
        "/work-orders/bulk", json={"workOrderIds": [order["id"] for order in orders], "updates": updates}
    )

    assert reply.json()["updatedCount"] == 2
    assert sorted(await told(people.bob)) == [("assignment", "WO-1 Tanks"), ("assignment", "WO-2 Pumps")]
