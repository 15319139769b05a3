"""A work order is held by one person or agent at a time, and a stale holder changes nothing."""

from __future__ import annotations

import asyncio

import pytest
from wording import document, titles, walk

from openfactory.testing import clock


@pytest.fixture
def claim():
    """`await claim(client, order, minutes=…)`: the answer."""

    async def claimed(client, order, **body):
        return await client.post(f"/work-orders/{order['id']}/claim", json=body)

    return claimed


@pytest.fixture
async def order(make_order):
    """One that is ready."""
    return await make_order(status="ready", acceptanceCriteria=document("AC-1.1 It holds."))


async def test_a_claim_says_its_fence_and_until_when(ann, order, claim, people):
    with clock.frozen() as now:
        reply = await claim(ann, order, minutes=30)
        read = (await ann.get(f"/work-orders/{order['id']}")).json()["claim"]

    made = reply.json()
    assert reply.status_code == 200
    assert (made["workOrderId"], made["key"], made["fence"]) == (order["id"], "WO-1", 1)
    with clock.frozen(now):
        assert made["until"] > now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert read == {
        "fence": 1,
        "until": made["until"],
        "by": {"id": str(people.ann.id), "name": "Ann", "avatarUrl": None, "type": "user"},
    }


async def test_a_claim_is_refused_while_there_is_one(ann, bob, order, claim):
    held = (await claim(ann, order)).json()

    for client in (bob, ann):
        reply = await claim(client, order)
        refusal = reply.json()
        assert (reply.status_code, refusal["code"]) == (409, "planner.already_claimed")
        assert (refusal["fence"], refusal["until"]) == (held["fence"], held["until"])


async def test_a_claim_ends_by_itself(ann, bob, order, claim):
    await claim(ann, order, minutes=5)

    with clock.shifted(minutes=5, seconds=1):
        assert (await ann.get(f"/work-orders/{order['id']}")).json()["claim"] is None
        assert await titles(ann, "/work-orders/ready") == ["Tanks"]
        assert (await claim(bob, order)).json()["fence"] == 2


@pytest.mark.parametrize("minutes", [4, 481])
async def test_a_claim_takes_five_minutes_to_eight_hours(ann, order, claim, minutes):
    assert (await claim(ann, order, minutes=minutes)).status_code == 422


async def test_a_heartbeat_prolongs_it(ann, order, claim):
    held = (await claim(ann, order, minutes=5)).json()

    with clock.shifted(minutes=4):
        beat = await ann.post(f"/work-orders/{order['id']}/claim/heartbeat", json={"fence": 1, "minutes": 5})
    with clock.shifted(minutes=8):
        again = await claim(ann, order, fence=1)
        refused = await claim(ann, order)

    assert (beat.status_code, again.status_code, refused.status_code) == (200, 200, 409)
    assert beat.json()["fence"] == again.json()["fence"] == 1
    assert held["until"] < beat.json()["until"] < again.json()["until"]


async def test_without_a_fence_a_heartbeat_is_the_holders(ann, bob, order, claim):
    path = f"/work-orders/{order['id']}/claim/heartbeat"
    assert (await ann.post(path, json={})).json()["code"] == "planner.not_claimed"
    await claim(ann, order, minutes=5)

    assert (await bob.post(path, json={"minutes": 5})).json()["code"] == "planner.already_claimed"
    assert (await ann.post(path, json={"minutes": 5})).status_code == 200
    with clock.shifted(minutes=10):
        for body in ({}, {"fence": 1}):
            assert (await bob.post(path, json=body)).json()["code"] == "planner.not_claimed"
        assert (await ann.post(path, json={})).json()["fence"] == 1


async def test_a_stale_fence_is_refused_everywhere_with_the_present_one(ann, bob, order, claim):
    await claim(ann, order, minutes=5)
    path = f"/work-orders/{order['id']}"
    proof = {"criterion": "AC-1.1", "kind": "test", "ref": "test_it"}
    with clock.shifted(minutes=6):
        assert (await claim(bob, order, minutes=480)).json()["fence"] == 2

        replies = [
            await ann.patch(path, json={"status": "in_progress", "fence": 1}),
            await ann.patch(path, json={"title": "Pumps", "fence": 1}),
            await ann.post(f"{path}/evidence", json={**proof, "fence": 1}),
            await ann.post(f"{path}/claim/heartbeat", json={"fence": 1}),
            await ann.post(f"{path}/claim", json={"fence": 1}),
            await ann.delete(f"{path}/claim", params={"fence": 1}),
        ]

        assert [(reply.status_code, reply.json()["code"]) for reply in replies] == [(409, "planner.stale_fence")] * 6
        assert {reply.json()["fence"] for reply in replies} == {2}
        assert (await bob.patch(path, json={"status": "in_progress", "fence": 2})).status_code == 200
        assert (await bob.post(f"{path}/evidence", json={**proof, "fence": 2})).status_code == 201


async def test_a_fence_stays_good_beyond_its_time_while_nobody_else_claims(ann, order, claim):
    await claim(ann, order, minutes=5)

    with clock.shifted(minutes=30):
        step = await ann.patch(f"/work-orders/{order['id']}", json={"status": "in_progress", "fence": 1})
        beat = await ann.post(f"/work-orders/{order['id']}/claim/heartbeat", json={"fence": 1})

    assert (step.status_code, beat.status_code) == (200, 200)


async def test_without_a_fence_only_the_holder_takes_steps(ann, bob, order, claim):
    await claim(bob, order)
    path = f"/work-orders/{order['id']}"
    proof = {"criterion": "AC-1.1", "kind": "test", "ref": "test_it"}

    refused = [
        await ann.patch(path, json={"status": "in_progress"}),
        await ann.patch(path, json={"status": "in_progress", "fence": 1}),
        await ann.post(f"{path}/evidence", json=proof),
        await ann.delete(path),
    ]

    assert [reply.json()["code"] for reply in refused] == ["planner.already_claimed"] * 4
    assert (await ann.patch(path, json={"title": "Pumps"})).status_code == 200
    assert (await bob.patch(path, json={"status": "in_progress"})).status_code == 200


async def test_a_release_makes_it_free_and_its_fence_stale(ann, bob, order, claim):
    await claim(bob, order)
    path = f"/work-orders/{order['id']}/claim"

    assert (await bob.delete(path, params={"fence": 1})).status_code == 204
    assert (await bob.delete(path)).status_code == 204
    late = await bob.patch(f"/work-orders/{order['id']}", json={"status": "in_progress", "fence": 1})
    assert (late.status_code, late.json()["fence"]) == (409, 2)
    assert (await claim(ann, order)).json()["fence"] == 3


async def test_only_admins_end_the_claims_of_others(ann, bob, order, claim, make, people, planner_of):
    carol = planner_of(await make.member(people.organization, "Carol"))
    await claim(bob, order)
    path = f"/work-orders/{order['id']}/claim"

    assert (await carol.delete(path)).json()["code"] == "planner.already_claimed"
    assert (await ann.delete(path)).status_code == 204
    assert (await bob.patch(f"/work-orders/{order['id']}", json={"status": "in_progress", "fence": 1})).json()[
        "fence"
    ] == 2


async def test_what_is_done_is_held_by_nobody(ann, order, claim):
    await claim(ann, order)
    await walk(ann, order, "in_progress", "in_review", "done")

    again = await claim(ann, order)

    assert (await ann.get(f"/work-orders/{order['id']}")).json()["claim"] is None
    assert (again.status_code, again.json()["code"]) == (409, "planner.already_done")
    beat = await ann.post(f"/work-orders/{order['id']}/claim/heartbeat", json={"fence": 1})
    assert beat.json()["code"] == "planner.not_claimed"


async def test_the_next_one_is_the_first_that_can_be_begun(ann, bob, make_order, order):
    waiting = await make_order("Waits", status="ready", dependsOn=[order["id"]])
    other = await make_order("Other", status="ready")

    taken = [(await client.post("/work-orders/claim-next", json={})).json() for client in (ann, bob)]
    nothing = await ann.post("/work-orders/claim-next", json={})

    assert [claim["workOrderId"] for claim in taken] == [order["id"], other["id"]]
    assert (nothing.status_code, nothing.json()["code"]) == (404, "planner.nothing_ready")
    assert waiting["blockedBy"] == [order["id"]]


async def test_many_who_ask_for_the_next_get_different_ones(ann, bob, make_order):
    for number in range(6):
        await make_order(f"W{number}", status="ready")

    replies = await asyncio.gather(
        *(client.post("/work-orders/claim-next", json={}) for client in (ann, bob) for _ in range(6))
    )

    taken = [reply.json()["key"] for reply in replies if reply.status_code == 200]
    assert sorted(taken) == [f"WO-{number}" for number in range(1, 7)]
    assert [reply.status_code for reply in replies].count(404) == 6


async def test_of_many_claims_at_once_one_wins(ann, bob, order, claim):
    replies = await asyncio.gather(*(claim(client, order) for client in (ann, bob) for _ in range(8)))

    assert sorted(reply.status_code for reply in replies) == [200] + [409] * 15


async def test_a_repeated_request_gets_its_claim_again(ann, order):
    headers = {"idempotency-key": "first"}
    path = f"/work-orders/{order['id']}/claim"

    first, again = [await ann.post(path, json={"minutes": 30}, headers=headers) for _ in range(2)]

    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"


async def test_claims_are_told_and_are_no_new_version(ann, inside, order, claim):
    tag = (await ann.get(f"/work-orders/{order['id']}")).headers["etag"]
    held = (await claim(ann, order)).json()
    await ann.post(f"/work-orders/{order['id']}/claim/heartbeat", json={"fence": 1})
    await ann.delete(f"/work-orders/{order['id']}/claim")

    told = (await inside.get("/events")).json()["events"]

    changed = await ann.patch(f"/work-orders/{order['id']}", json={"title": "Pumps"}, headers={"if-match": tag})
    assert changed.status_code == 200
    assert [event["name"].removeprefix("planner.work_order.") for event in told[-3:]] == [
        "claimed",
        "claim_prolonged",
        "released",
    ]
    assert told[-3]["data"] == {
        "workOrderId": order["id"],
        "key": "WO-1",
        "fence": 1,
        "claimedUntil": held["until"],
    }
