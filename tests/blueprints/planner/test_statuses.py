"""A work order goes from status to status, step by step."""

from __future__ import annotations

from wording import walk

WAY = ["backlog", "ready", "in_progress", "in_review", "done"]
ALLOWED = {
    "backlog": ["ready"],
    "ready": ["in_progress", "backlog"],
    "in_progress": ["in_review", "ready", "backlog"],
    "in_review": ["done", "in_progress", "backlog"],
    "done": ["in_review", "backlog"],
}


async def test_from_each_status_there_are_these_steps_and_no_others(ann, make_order, change):
    for status, allowed in ALLOWED.items():
        for wanted in WAY:
            order = await make_order(f"{status} {wanted}")
            await walk(ann, order, *WAY[1 : WAY.index(status) + 1])

            reply = await change(order, status=wanted)

            if wanted == status or wanted in allowed:
                assert (reply.status_code, reply.json()["status"]) == (200, wanted)
            else:
                refusal = reply.json()
                assert (reply.status_code, refusal["code"]) == (409, "planner.status_not_allowed")
                assert (refusal["current"], refusal["allowed"], refusal["status"]) == (status, allowed, 409)


async def test_a_refused_step_changes_nothing_else(ann, make_order, change):
    order = await make_order()

    assert (await change(order, status="done", title="Pumps")).status_code == 409

    assert (await ann.get(f"/work-orders/{order['id']}")).json() == order


async def test_a_step_is_told_with_both_statuses(ann, inside, make_order):
    order = await make_order()
    await walk(ann, order, "ready")

    events = (await inside.get("/events", params={"types": "planner.work_order.status_changed"})).json()["events"]

    assert [(event["data"]["previousStatus"], event["data"]["status"]) for event in events] == [("backlog", "ready")]
    assert events[0]["changes"] == {"status": {"old": "backlog", "new": "ready"}}
