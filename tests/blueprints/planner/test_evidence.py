"""Each acceptance criterion has its evidence, and a project can demand it."""

from __future__ import annotations

import pytest
from wording import bullets, document, walk

CRITERIA = document("It must:", bullets("AC-1.1 hold", "not leak"))


@pytest.fixture
async def order(make_order):
    """One with two criteria."""
    return await make_order(acceptanceCriteria=CRITERIA)


@pytest.fixture
def give(ann):
    """`await give(order, criterion, kind, ref=…)`: the answer."""

    async def given(order, criterion, kind="test", **more):
        if kind != "skip":
            more = {"ref": "tests/test_tank.py::test_it", **more}
        body = {"criterion": criterion, "kind": kind, **more}
        return await ann.post(f"/work-orders/{order['id']}/evidence", json=body)

    return given


@pytest.fixture
def stated(ann):
    """`await stated(order)`: name and state of each criterion."""

    async def found(order):
        listed = (await ann.get(f"/work-orders/{order['id']}/evidence")).json()
        return {criterion["criterion"]: criterion["state"] for criterion in listed["criteria"]}

    return found


async def test_evidence_stands_with_its_criterion(ann, order, give, stated, people):
    keyed, hashed = await stated(order)
    made = await give(order, keyed, reason="it is thick")
    await give(order, hashed, "skip", reason="no water yet")

    listed = (await ann.get(f"/work-orders/{order['id']}/evidence")).json()

    assert made.status_code == 201
    assert made.json() == {
        "id": made.json()["id"],
        "criterion": "AC-1.1",
        "kind": "test",
        "ref": "tests/test_tank.py::test_it",
        "reason": "it is thick",
        "createdBy": {"id": str(people.ann.id), "name": "Ann"},
        "createdAt": made.json()["createdAt"],
    }
    assert [(item["criterion"], item["text"], item["state"]) for item in listed["criteria"]] == [
        ("AC-1.1", "AC-1.1 hold", "evidenced"),
        (hashed, "not leak", "skipped"),
    ]
    assert listed["criteria"][0]["evidence"] == [made.json()]
    assert (listed["outdated"], listed["evidenceRequired"]) == ([], False)


async def test_evidence_is_for_the_words_it_was_given_for(ann, order, give, stated, change):
    await give(order, "AC-1.1")
    await change(order, acceptanceCriteria=document("Another one", bullets("AC-1.1 hold", "not leak")))
    assert (await stated(order))["AC-1.1"] == "evidenced"

    await change(order, acceptanceCriteria=document(bullets("AC-1.1 hold for ten years", "not leak")))

    assert (await stated(order))["AC-1.1"] == "open"
    outdated = (await ann.get(f"/work-orders/{order['id']}/evidence")).json()["outdated"]
    assert [item["criterion"] for item in outdated] == ["AC-1.1"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"criterion": "AC-9", "kind": "test", "ref": "t"}, "/body/criterion"),
        ({"criterion": "AC-1.1", "kind": "test"}, "/body/test/ref"),
        ({"criterion": "AC-1.1", "kind": "skip"}, "/body/skip/reason"),
        ({"criterion": "AC-1.1", "kind": "skip", "reason": " "}, "/body/skip/reason"),
        ({"criterion": "AC-1.1", "kind": "commit", "ref": "main"}, "/body/commit/ref"),
        ({"criterion": "AC-1.1", "kind": "link", "ref": "javascript:x"}, "/body/link/ref"),
        ({"criterion": "AC-1.1", "kind": "hope", "ref": "t"}, "/body"),
    ],
)
async def test_what_is_no_evidence_is_refused(ann, order, body, pointer):
    reply = await ann.post(f"/work-orders/{order['id']}/evidence", json=body)

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_without_a_demand_nothing_is_asked_for(ann, order):
    await walk(ann, order, "ready", "in_progress", "in_review", "done")


@pytest.mark.parametrize("demand", [{"planner": {"evidenceRequired": True}}, {"planner.evidenceRequired": True}])
async def test_where_it_is_demanded_every_criterion_needs_it(ann, inside, order, give, stated, change, demand):
    await inside.patch("/", json={"settings": demand})
    keyed, hashed = await stated(order)
    await walk(ann, order, "ready", "in_progress", "in_review")

    refused = await change(order, status="done")
    assert (refused.status_code, refused.json()["code"]) == (409, "planner.criteria_open")
    assert refused.json()["criteria"] == [keyed, hashed]
    await give(order, keyed, "commit", ref="0123abcd")
    assert (await change(order, status="done")).json()["criteria"] == [hashed]
    await give(order, hashed, "skip", reason="no water yet")
    assert (await change(order, status="done")).json()["status"] == "done"


async def test_many_at_once_need_it_too(ann, order, make_order, demanding):
    free = await make_order("Free")
    for each in (order, free):
        await walk(ann, each, "ready", "in_progress", "in_review")
    body = {"workOrderIds": [order["id"], free["id"]], "updates": {"status": "done"}}

    reply = (await ann.post("/work-orders/bulk", json=body)).json()

    assert [item["id"] for item in reply["workOrders"]] == [free["id"]]
    assert reply["failed"] == [{"id": order["id"], "code": "planner.criteria_open"}]


async def test_what_is_done_gets_no_criteria_without_evidence(ann, make_order, give, change, demanding):
    order = await make_order(acceptanceCriteria=document("AC-1 One"))
    await give(order, "AC-1")
    await walk(ann, order, "ready", "in_progress", "in_review", "done")
    more = document("AC-1 One", "AC-2 Two")

    assert (await change(order, acceptanceCriteria=more)).json()["code"] == "planner.criteria_open"
    assert (await change(order, acceptanceCriteria=more, status="in_review")).status_code == 200
    assert (await change(order, acceptanceCriteria=document("AC-1 One"), status="done")).status_code == 200


async def test_what_is_demanded_is_evidence_for_the_present_words(make_order, give, change, ann, demanding):
    order = await make_order(acceptanceCriteria=document("AC-1 One"))
    await give(order, "AC-1")
    await walk(ann, order, "ready", "in_progress", "in_review")
    await change(order, acceptanceCriteria=document("AC-1 One and more"))

    assert (await change(order, status="done")).json()["criteria"] == ["AC-1"]


async def test_evidence_is_told(inside, order, give):
    given = (await give(order, "AC-1.1")).json()

    events = (await inside.get("/events", params={"types": "planner.work_order.evidenced"})).json()["events"]

    assert events[0]["entityId"] == order["id"]
    assert events[0]["data"] == {
        "workOrderId": order["id"],
        "key": "WO-1",
        "evidenceId": given["id"],
        "criterion": "AC-1.1",
        "kind": "test",
        "ref": "tests/test_tank.py::test_it",
    }
