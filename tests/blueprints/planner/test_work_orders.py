"""Work orders are made, read, changed and deleted."""

from __future__ import annotations

import pytest
from wording import document

PLAIN = {
    "title": "Tanks",
    "status": "backlog",
    "phase": None,
    "feature": None,
    "assignees": [],
    "deliverableType": None,
    "description": None,
    "acceptanceCriteria": None,
    "outOfScope": None,
    "implementationPlan": None,
    "graphConnections": [],
    "dependsOn": [],
    "blockedBy": [],
    "claim": None,
}


async def test_a_work_order_is_as_the_contract_says(ann, people):
    reply = await ann.post("/work-orders", json={"title": " Tanks  "})
    made = reply.json()

    assert reply.status_code == 201
    assert {name: made[name] for name in PLAIN} == PLAIN
    assert set(made) == {*PLAIN, "id", "key", "sortOrder", "createdAt", "updatedAt", "createdBy"}
    assert made["key"] == "WO-1"
    assert made["createdBy"] == {"id": str(people.ann.id), "name": "Ann"}
    assert made["createdAt"].endswith("Z")
    read = await ann.get(f"/work-orders/{made['id']}")
    assert read.json() == made
    assert read.headers["etag"] == reply.headers["etag"]


async def test_everything_can_be_given_at_once(ann, inside, people, make_phase, make_order):
    phase, earlier = await make_phase("Lift-off"), await make_order("Earlier")
    feature = (await inside.post("/features", json={"name": "Engines"})).json()
    texts = {name: document(name) for name in ("description", "acceptanceCriteria", "outOfScope", "implementationPlan")}

    made = await make_order(
        "Pumps",
        status="ready",
        phaseId=phase["id"],
        featureId=feature["id"],
        assigneeIds=[str(people.bob.id)],
        deliverableType="code",
        dependsOn=[earlier["id"]],
        **texts,
    )

    assert made["phase"] == {"id": phase["id"], "name": "Lift-off"}
    assert made["feature"] == {"id": feature["id"], "name": "Engines"}
    assert made["assignees"] == [{"id": str(people.bob.id), "name": "Bob", "avatarUrl": None}]
    assert (made["status"], made["deliverableType"]) == ("ready", "code")
    assert made["dependsOn"] == made["blockedBy"] == [earlier["id"]]
    assert {name: made[name] for name in texts} == texts


async def test_keys_are_counted_by_project_and_never_given_again(ann, make_order, make, people, client_for):
    orders = [await make_order(f"W{number}") for number in range(3)]
    await ann.delete(f"/work-orders/{orders[2]['id']}")
    other = await make.project(people.ann, people.organization, "Other")
    elsewhere = client_for(people.ann, below=f"/api/projects/{other.id}/planner")

    assert [order["key"] for order in orders] == ["WO-1", "WO-2", "WO-3"]
    assert (await make_order("Next"))["key"] == "WO-4"
    assert (await elsewhere.post("/work-orders", json={"title": "First"})).json()["key"] == "WO-1"


async def test_what_is_not_given_stays_and_a_null_clears(make_order, make_phase, change, people):
    phase = await make_phase("Lift-off")
    order = await make_order(
        phaseId=phase["id"],
        deliverableType="code",
        description=document("Why"),
        outOfScope=document("What not"),
        assigneeIds=[str(people.bob.id)],
    )

    renamed = (await change(order, title="Pumps")).json()
    cleared = (await change(order, phaseId=None, deliverableType=None, description=None, assigneeIds=[])).json()

    assert renamed["title"] == "Pumps"
    assert {**renamed, "title": "Tanks", "updatedAt": ""} == {**order, "updatedAt": ""}
    assert (cleared["phase"], cleared["deliverableType"], cleared["description"]) == (None, None, None)
    assert cleared["assignees"] == []
    assert cleared["outOfScope"] == document("What not")
    assert cleared["title"] == "Pumps"


async def test_a_change_needs_the_version_that_was_read(ann, make_order):
    order = await make_order()
    path = f"/work-orders/{order['id']}"
    tag = (await ann.get(path)).headers["etag"]

    first = await ann.patch(path, json={"title": "One"}, headers={"if-match": tag})
    second = await ann.patch(path, json={"title": "Two"}, headers={"if-match": tag})
    gone = await ann.delete(path, headers={"if-match": tag})

    assert [first.status_code, second.status_code, gone.status_code] == [200, 412, 412]
    assert (await ann.get(path, headers={"if-none-match": first.headers["etag"]})).status_code == 304


async def test_to_change_nothing_makes_no_new_version(ann, inside, make_order, change):
    order = await make_order(description=document("Why"), deliverableType="code")
    seen = (await inside.get("/events")).json()["cursor"]

    again = await change(order, title="Tanks", status="backlog", description=document("Why"), deliverableType="code")

    assert again.json() == order
    assert (await inside.get("/events")).json()["cursor"] == seen


async def test_a_deleted_work_order_is_gone(ann, inside, make_order):
    order, other = await make_order(), await make_order("Other")

    assert (await ann.delete(f"/work-orders/{order['id']}")).status_code == 204
    assert (await ann.get(f"/work-orders/{order['id']}")).status_code == 404
    assert (await ann.delete(f"/work-orders/{order['id']}")).status_code == 404
    listed = (await ann.get("/work-orders")).json()
    assert [item["id"] for item in listed["workOrders"]] == [other["id"]]
    assert listed["totalCount"] == 1
    assert (await inside.get("/")).json()["stats"]["workOrderCount"] == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/body/title"),
        ({"title": "T", "status": "done"}, "/body/status"),
        ({"title": "T", "description": {"type": "paragraph"}}, "/body/description"),
        ({"title": "T", "description": {"type": "doc", "content": [{}]}}, "/body/description"),
        ({"title": "T", "outOfScope": {"type": "doc", "content": [{"type": "text"}]}}, "/body/outOfScope"),
        ({"title": "T", "deliverableType": "x" * 41}, "/body/deliverableType"),
        ({"title": "T", "sortOrder": 1}, "/body/sortOrder"),
    ],
)
async def test_what_is_not_valid_is_refused_where_it_stands(ann, body, pointer):
    reply = await ann.post("/work-orders", json=body)

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("size", ["deep", "large"])
async def test_texts_are_bounded(ann, size):
    node = {"type": "paragraph"}
    for _ in range(45):
        node = {"type": "blockquote", "content": [node]}
    wanted = document(node) if size == "deep" else document("x" * 300_000)

    reply = await ann.post("/work-orders", json={"title": "T", "description": wanted})

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/body/description")


async def test_what_is_done_is_told_in_the_log(ann, inside, make_order, change, people):
    order = await make_order(description=document("Old words"))
    await change(order, title="Pumps", description=document("New words"), assigneeIds=[str(people.bob.id)])
    await ann.delete(f"/work-orders/{order['id']}")

    told = (await inside.get("/activity", params={"entityId": order["id"]})).json()["activities"]

    assert [item["action"] for item in told] == ["deleted", "changed", "created"]
    assert told[1]["changes"] == {
        "title": {"old": "Tanks", "new": "Pumps"},
        "description": {"old": "Old words", "new": "New words"},
        "assigneeIds": {"old": [], "new": [str(people.bob.id)]},
    }


async def test_nobody_of_another_organization_is_made_to_work(ann, people, make_order, change):
    order = await make_order()
    stranger = [str(people.stranger.id)]

    assert (await ann.post("/work-orders", json={"title": "T", "assigneeIds": stranger})).status_code == 404
    assert (await change(order, assigneeIds=stranger)).status_code == 404
    bulk = {"workOrderIds": [order["id"]], "updates": {"assigneeIds": stranger}}
    assert (await ann.post("/work-orders/bulk", json=bulk)).status_code == 404
