"""Phases divide the plan, and have an order."""

from __future__ import annotations

import pytest
from wording import titles

from openfactory.blueprints.planner.models import Phase
from openfactory.core.db.statements import count_statements


async def phases(client):
    """Names and places."""
    listed = (await client.get("/phases")).json()["phases"]
    return [(phase["name"], phase["sortOrder"]) for phase in listed]


async def test_a_phase_is_as_the_contract_says(ann, make_order):
    reply = await ann.post("/phases", json={"name": "Lift-off", "description": "Up"})
    made = reply.json()
    await make_order(phaseId=made["id"])

    assert reply.status_code == 201
    assert made == {
        "id": made["id"],
        "name": "Lift-off",
        "description": "Up",
        "sortOrder": 0,
        "workOrderCount": 0,
        "createdAt": made["createdAt"],
    }
    assert (await ann.get("/phases")).json() == {"phases": [{**made, "workOrderCount": 1}]}


async def test_phases_are_listed_by_one_statement_beside_that_for_access(ann, make_phase):
    for name in "ABC":
        await make_phase(name)

    with count_statements() as statements:
        await ann.get("/phases")

    assert len(statements) == 2


@pytest.mark.parametrize("place", [0, 1, 2, 3])
async def test_a_taken_place_is_made_free(ann, make_phase, make_order, place):
    made = {name: await make_phase(name) for name in "ABCD"}
    for name, phase in made.items():
        await make_order(name, phaseId=phase["id"])

    moved = await ann.patch(f"/phases/{made['D']['id']}", json={"sortOrder": place})

    expected = [*"ABC"]
    expected.insert(place, "D")
    assert (moved.status_code, moved.json()["sortOrder"], moved.json()["workOrderCount"]) == (200, place, 1)
    assert await phases(ann) == [(name, number) for number, name in enumerate(expected)]
    assert await titles(ann) == expected


async def test_a_phase_can_be_made_in_the_midst_and_gaps_stay(ann, make_phase):
    await make_phase("A")
    await make_phase("C")
    await make_phase("Far", sortOrder=9)
    await make_phase("B", sortOrder=1)

    assert await phases(ann) == [("A", 0), ("B", 1), ("C", 2), ("Far", 9)]


async def test_a_phase_is_renamed_and_loses_its_description(ann, make_phase):
    phase = await make_phase("A", description="Old")
    path = f"/phases/{phase['id']}"

    reply = await ann.patch(path, json={"name": "B", "description": None})
    stale = await ann.patch(path, json={"name": "C"}, headers={"if-match": '"1-x"'})

    assert reply.json() == {**phase, "name": "B", "description": None}
    assert stale.status_code == 412


async def test_work_orders_of_a_deleted_phase_are_in_none_behind_those_that_were(ann, make_phase, make_order):
    phase, other = await make_phase("A"), await make_phase("B")
    await make_order("loose")
    for title in ("one", "two"):
        await make_order(title, phaseId=phase["id"])
    await make_order("kept", phaseId=other["id"])

    assert (await ann.delete(f"/phases/{phase['id']}")).status_code == 204

    assert await phases(ann) == [("B", 1)]
    assert await titles(ann) == ["kept", "loose", "one", "two"]
    assert await titles(ann, phaseId="none") == ["loose", "one", "two"]
    assert (await ann.get("/work-orders", params={"phaseId": "none"})).json()["totalCount"] == 3
    assert (await ann.delete(f"/phases/{phase['id']}")).status_code == 404


async def test_a_project_has_two_hundred_phases_and_no_more(ann, project):
    for place in range(200):
        await Phase.create(project_id=project.id, name="P", sort_order=place)

    reply = await ann.post("/phases", json={"name": "One more"})

    assert (reply.status_code, reply.json()["code"]) == (409, "planner.full")


async def test_what_is_done_with_phases_is_told(ann, inside, make_phase):
    phase = await make_phase("A")
    await ann.patch(f"/phases/{phase['id']}", json={"name": "B"})
    await ann.delete(f"/phases/{phase['id']}")

    told = (await inside.get("/activity", params={"entityType": "phase"})).json()["activities"]

    assert [(item["action"], item["changes"]) for item in told] == [
        ("deleted", None),
        ("changed", {"name": {"old": "A", "new": "B"}}),
        ("created", None),
    ]
