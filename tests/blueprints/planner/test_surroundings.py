"""A work order's activity, what is said about it, and what it is connected with."""

from __future__ import annotations

import pytest
from wording import document, walk


@pytest.fixture
async def order(make_order):
    """What all of it is about."""
    return await make_order(description=document("Two tanks"))


@pytest.fixture
async def feature(inside):
    """Something to be connected with."""
    return (await inside.post("/features", json={"name": "Engines"})).json()


async def test_its_activity_is_its_own(ann, order, make_order):
    await make_order("Other")
    await walk(ann, order, "ready")

    told = (await ann.get(f"/work-orders/{order['id']}/activity")).json()
    page = (await ann.get(f"/work-orders/{order['id']}/activity", params={"limit": 1})).json()

    assert [item["action"] for item in told["activities"]] == ["status_changed", "created"]
    assert {item["entityId"] for item in told["activities"]} == {order["id"]}
    rest = await ann.get(f"/work-orders/{order['id']}/activity", params={"cursor": page["nextCursor"]})
    assert [item["action"] for item in rest.json()["activities"]] == ["created"]


async def test_it_is_commented_on(ann, bob, inside, order):
    path = f"/work-orders/{order['id']}/comments"
    thread = (await ann.post(path, json={"content": document("Why two?")})).json()
    reply = await bob.post(path, json={"content": document("To be sure"), "threadId": thread["id"]})

    listed = (await ann.get(path)).json()["comments"]

    assert reply.status_code == 201
    assert (thread["subjectType"], thread["subjectId"]) == ("work_order", order["id"])
    assert [(item["id"], item["replyCount"]) for item in listed] == [(thread["id"], 1)]
    replies = (await ann.get(path, params={"threadId": thread["id"]})).json()["comments"]
    assert [item["id"] for item in replies] == [reply.json()["id"]]
    about = {"subjectType": "work_order", "subjectId": order["id"]}
    assert (await inside.get("/comments", params=about)).json()["comments"] == listed


async def test_a_notification_names_it_by_key_and_title(ann, bob, order, people, client_for):
    path = f"/work-orders/{order['id']}/comments"
    mention = {"type": "mention", "attrs": {"id": str(people.bob.id), "label": "Bob"}}
    await ann.post(path, json={"content": document({"type": "paragraph", "content": [mention]})})

    (told,) = (await client_for(people.bob).get("/api/notifications")).json()["notifications"]

    assert (told["title"], told["subject"]) == ("WO-1 Tanks", {"type": "work_order", "id": order["id"]})


async def test_it_is_connected_and_shows_present_names(ann, inside, order, feature, make_order):
    other = await make_order("Other")
    path = f"/work-orders/{order['id']}"
    wanted = {"targetEntityType": "feature", "targetEntityId": feature["id"], "edgeType": "derives_from"}

    made = await ann.post(f"{path}/connections", json=wanted)
    twice = await ann.post(f"{path}/connections", json=wanted)
    also = await ann.post(
        f"{path}/connections",
        json={"targetEntityType": "work_order", "targetEntityId": other["id"], "edgeType": "references"},
    )
    await inside.patch(f"/features/{feature['id']}", json={"name": "Motors"})

    assert made.status_code == 201
    assert made.json() == {
        "id": made.json()["id"],
        "nodeId": None,
        "entityType": "feature",
        "entityId": feature["id"],
        "label": "Engines",
        "edgeType": "derives_from",
    }
    assert (twice.status_code, twice.json()["code"]) == (409, "planner.already_connected")
    shown = (await ann.get(path)).json()["graphConnections"]
    assert shown == [{**made.json(), "label": "Motors"}, also.json()]
    assert also.json()["label"] == "WO-2 Other"


async def test_a_connection_is_taken_away_and_goes_with_its_target(ann, inside, order, feature, make_order):
    other, path = await make_order("Other"), f"/work-orders/{order['id']}"
    made = []
    for kind, target in (("feature", feature), ("work_order", other)):
        body = {"targetEntityType": kind, "targetEntityId": target["id"], "edgeType": "references"}
        made.append((await ann.post(f"{path}/connections", json=body)).json())

    assert (await ann.delete(f"/work-orders/{other['id']}/connections/{made[0]['id']}")).status_code == 404
    assert (await ann.delete(f"{path}/connections/{made[1]['id']}")).status_code == 204
    assert (await ann.get(path)).json()["graphConnections"] == [made[0]]
    await inside.delete(f"/features/{feature['id']}")
    assert (await ann.get(path)).json()["graphConnections"] == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"targetEntityType": "comet"}, 422),
        ({"edgeType": "blocks"}, 422),
        ({"targetEntityId": "01890000-0000-7000-8000-000000000000"}, 404),
    ],
)
async def test_there_is_no_connection_with_what_is_not_there(ann, order, feature, changed, status):
    wanted = {"targetEntityType": "feature", "targetEntityId": feature["id"], "edgeType": "references"}

    reply = await ann.post(f"/work-orders/{order['id']}/connections", json={**wanted, **changed})

    assert reply.status_code == status
