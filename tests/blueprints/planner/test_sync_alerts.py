"""Work orders whose blueprint, document or requirement has changed since they were taken from it."""

from __future__ import annotations

import pytest

from openfactory.core.db.statements import count_statements

BLUEPRINT = """# Pumps

## Storage

A table of pumps.

## Alarm

An alarm within 5 s (REQ-1).
"""
REQUIREMENTS = """# Pumps

## Requirements

- REQ-1: The system shall raise an alarm when a pump stops.
  - AC-1.1 The alarm is raised within 5 seconds.
- REQ-2: The system shall list all pumps.
"""


@pytest.fixture
async def blueprint(inside):
    """A blueprint of two sections."""
    body = {"type": "foundation_blueprint", "title": "Pumps", "markdown": BLUEPRINT}
    reply = await inside.post("/foundry/blueprints", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


@pytest.fixture
async def document(inside):
    """Requirements."""
    body = {"type": "technical_requirements", "title": "Needs", "markdown": REQUIREMENTS}
    reply = await inside.post("/refinery/documents", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


@pytest.fixture
async def requirements(inside, document):
    """Ids by key."""
    found = (await inside.get("/refinery/requirements")).json()["requirements"]
    return {item["key"]: item["id"] for row in found for item in (row, *row["criteria"])}


@pytest.fixture
def derive(ann, make_order):
    """`await derive(kind, id)`: a new work order that comes from it."""

    async def derived(kind, entity_id, **more):
        order = await make_order(**more)
        body = {"targetEntityType": kind, "targetEntityId": entity_id, "edgeType": "derives_from"}
        reply = await ann.post(f"/work-orders/{order['id']}/connections", json=body)
        assert reply.status_code == 201, reply.text
        return order

    return derived


@pytest.fixture
def rewrite(inside, jobs):
    """`await rewrite(path, markdown)`: give a document another text, and let the planner hear of it."""

    async def rewritten(path, markdown):
        reply = await inside.put(f"{path}/content", json={"markdown": markdown})
        assert reply.status_code == 200, reply.text
        await jobs.run()

    return rewritten


@pytest.fixture
def alerts(ann, jobs):
    """`await alerts()`: what is listed."""

    async def listed(**query):
        await jobs.run()
        return (await ann.get("/sync-alerts", params=query)).json()["alerts"]

    return listed


def path_of(blueprint):
    return f"/foundry/blueprints/{blueprint['id']}"


async def test_a_changed_blueprint_is_told_with_what_has_changed(blueprint, derive, rewrite, alerts):
    order = await derive("blueprint", blueprint["id"])
    assert await alerts() == []

    await rewrite(path_of(blueprint), BLUEPRINT.replace("5 s", "10 s"))

    (alert,) = await alerts()
    assert alert == {
        "id": alert["id"],
        "workOrderId": order["id"],
        "workOrderKey": "WO-1",
        "workOrderTitle": "Tanks",
        "blueprintId": blueprint["id"],
        "blueprintTitle": "Pumps",
        "source": {"type": "blueprint", "id": blueprint["id"], "title": "Pumps"},
        "changeType": "content_changed",
        "changed": [],
        "detectedAt": alert["detectedAt"],
    }


async def test_what_changes_nothing_in_the_words_is_no_change(blueprint, derive, rewrite, alerts):
    await derive("blueprint", blueprint["id"])

    await rewrite(
        path_of(blueprint), BLUEPRINT.replace("A table of pumps.", "A  **table** of pumps").replace("##", "###")
    )

    assert await alerts() == []


async def test_what_is_changed_back_is_no_change_any_more(inside, blueprint, derive, rewrite, alerts):
    await derive("blueprint", blueprint["id"])

    await rewrite(path_of(blueprint), "Something else.")
    assert len(await alerts()) == 1
    await rewrite(path_of(blueprint), BLUEPRINT)

    assert await alerts() == []
    events = (await inside.get("/events")).json()["events"]
    assert [event["name"] for event in events if "sync_alert" in event["name"]] == [
        "planner.sync_alert.raised",
        "planner.sync_alert.resolved",
    ]


async def test_a_deleted_blueprint_and_one_that_comes_back(inside, blueprint, derive, alerts, ann):
    await derive("blueprint", blueprint["id"])

    await inside.delete(path_of(blueprint))
    (alert,) = await alerts()
    assert alert["changeType"] == "deleted"
    await inside.post(f"{path_of(blueprint)}/restore")
    assert await alerts() == []

    await inside.delete(path_of(blueprint))
    (alert,) = await alerts()
    assert (await ann.post(f"/sync-alerts/{alert['id']}/acknowledge")).status_code == 204
    assert await alerts() == []
    await inside.post(f"{path_of(blueprint)}/restore")
    assert [alert["changeType"] for alert in await alerts()] == ["restored"]


async def test_another_title_is_told(inside, blueprint, derive, alerts):
    await derive("blueprint", blueprint["id"])

    await inside.patch(path_of(blueprint), json={"title": "Engines"})

    (alert,) = await alerts()
    assert (alert["changeType"], alert["blueprintTitle"]) == ("renamed", "Engines")


async def test_a_reworded_criterion_is_told_to_what_comes_from_its_requirement_alone(
    document, requirements, derive, rewrite, alerts
):
    order = await derive("requirement", requirements["REQ-1"])
    await derive("requirement", requirements["REQ-2"])
    path = f"/refinery/documents/{document['id']}"

    await rewrite(path, REQUIREMENTS.replace("# Pumps", "# All pumps"))
    assert await alerts() == []
    await rewrite(path, REQUIREMENTS.replace("5 seconds", "10 seconds"))

    (alert,) = await alerts()
    assert (alert["workOrderId"], alert["changeType"], alert["changed"]) == (order["id"], "reworded", ["AC-1.1"])
    assert (alert["blueprintId"], alert["source"]["type"]) == (None, "requirement")
    assert alert["source"]["title"].startswith("REQ-1 ")


async def test_a_requirement_that_goes_and_comes_back(document, requirements, derive, rewrite, alerts):
    await derive("requirement", requirements["REQ-2"])
    path = f"/refinery/documents/{document['id']}"

    await rewrite(path, REQUIREMENTS.partition("- REQ-2")[0])
    assert [alert["changeType"] for alert in await alerts()] == ["removed"]
    await rewrite(path, REQUIREMENTS)

    assert await alerts() == []


async def test_a_document_is_followed_as_a_blueprint_is(document, derive, rewrite, alerts):
    await derive("document", document["id"])

    await rewrite(f"/refinery/documents/{document['id']}", REQUIREMENTS + "\nMore.")

    (alert,) = await alerts()
    assert (alert["source"]["type"], alert["blueprintTitle"]) == ("document", None)


async def test_what_is_acknowledged_is_quiet_until_it_changes_again(ann, blueprint, derive, rewrite, alerts):
    await derive("blueprint", blueprint["id"])
    await rewrite(path_of(blueprint), BLUEPRINT + "\nMore.")
    (alert,) = await alerts()
    path = f"/sync-alerts/{alert['id']}/acknowledge"

    assert [(await ann.post(path)).status_code for _ in range(2)] == [204, 204]
    assert await alerts() == []
    await rewrite(path_of(blueprint), BLUEPRINT + "\nMore and more.")

    assert [found["id"] for found in await alerts()] == [alert["id"]]


async def test_one_alert_for_each_work_order_and_source(blueprint, derive, rewrite, alerts):
    orders = [await derive("blueprint", blueprint["id"]) for _ in range(2)]
    for text in ("One.", "Two.", "Three."):
        await rewrite(path_of(blueprint), text)

    found = await alerts()

    assert sorted(alert["workOrderId"] for alert in found) == sorted(order["id"] for order in orders)
    assert [alert["workOrderId"] for alert in await alerts(workOrderId=orders[0]["id"])] == [orders[0]["id"]]


async def test_alerts_are_paged_with_one_statement(ann, blueprint, derive, rewrite, alerts):
    for _ in range(3):
        await derive("blueprint", blueprint["id"])
    await rewrite(path_of(blueprint), "Else.")

    with count_statements() as statements:
        first = (await ann.get("/sync-alerts", params={"limit": 2})).json()
    rest = (await ann.get("/sync-alerts", params={"limit": 2, "cursor": first["nextCursor"]})).json()

    assert len(statements) == 2  # one is for access
    assert [*first["alerts"], *rest["alerts"]] == await alerts()
    assert rest["nextCursor"] is None


async def test_assignees_are_notified_once_and_not_of_their_own_edits(
    blueprint, derive, rewrite, people, client_for, alerts
):
    await derive("blueprint", blueprint["id"], assigneeIds=[str(people.ann.id), str(people.bob.id)])
    await rewrite(path_of(blueprint), "One.")
    await rewrite(path_of(blueprint), "Two.")

    boxes = {
        user.name: (await client_for(user).get("/api/notifications")).json()["notifications"]
        for user in (people.ann, people.bob)
    }

    assert [item["kind"] for item in boxes["Ann"]] == []
    assert [item["kind"] for item in boxes["Bob"]] == ["sync_alert", "assignment"]
    assert boxes["Bob"][0]["excerpt"] == "Pumps: it says something else"


async def test_what_is_disconnected_deleted_or_only_refers_is_not_followed(
    ann, blueprint, derive, rewrite, alerts, make_order
):
    gone, apart, other = await derive("blueprint", blueprint["id"]), await derive("blueprint", blueprint["id"]), None
    other = await make_order()
    body = {"targetEntityType": "blueprint", "targetEntityId": blueprint["id"], "edgeType": "references"}
    await ann.post(f"/work-orders/{other['id']}/connections", json=body)
    await ann.delete(f"/work-orders/{gone['id']}")
    (connection,) = (await ann.get(f"/work-orders/{apart['id']}")).json()["graphConnections"]
    await ann.delete(f"/work-orders/{apart['id']}/connections/{connection['id']}")

    await rewrite(path_of(blueprint), "Else.")

    assert await alerts() == []
