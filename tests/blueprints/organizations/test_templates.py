"""Templates: one default for each type, written by admins."""

from __future__ import annotations

import asyncio

import pytest


@pytest.fixture
def make_template(ann):
    """`await make_template(name, type=…)`: the new template."""

    async def make(name, **more):
        wanted = {"type": "refinery", "name": name, "content": {"of": name}, **more}
        reply = await ann.post("/templates", json=wanted)
        assert reply.status_code == 201, reply.text
        return reply.json()

    return make


async def defaults(client, kind="refinery"):
    """Names of the templates of a type that call themselves default."""
    templates = (await client.get("/templates", params={"type": kind})).json()["templates"]
    return [template["name"] for template in templates if template["isDefault"]]


async def test_a_template_is_kept_as_it_came(ann, bob, make_template):
    content = {"sections": [{"title": "Zweck", "weight": 0.5}], "empty": {}}

    made = await make_template("Lean", description="For small teams", content=content)

    read = await bob.get(f"/templates/{made['id']}")
    assert read.json() == made
    assert (made["content"], made["description"], made["type"]) == (content, "For small teams", "refinery")


async def test_a_list_has_no_contents_and_can_be_of_one_type(bob, make_template):
    await make_template("A")
    await make_template("B", type="planner_phase")

    everything = (await bob.get("/templates")).json()["templates"]
    phases = (await bob.get("/templates", params={"type": "planner_phase"})).json()["templates"]

    assert [template["name"] for template in everything] == ["A", "B"]
    assert set(everything[0]) == {"id", "type", "name", "description", "isDefault", "createdAt"}
    assert [template["name"] for template in phases] == ["B"]


async def test_the_first_of_a_type_is_its_default(ann, make_template):
    await make_template("A")
    await make_template("B")
    await make_template("C", type="foundry")

    assert await defaults(ann) == ["A"]
    assert await defaults(ann, "foundry") == ["C"]


async def test_another_default_takes_the_place_of_the_first(ann, make_template):
    await make_template("A")
    second = await make_template("B")

    changed = await ann.patch(f"/templates/{second['id']}", json={"isDefault": True})

    assert changed.json()["isDefault"] is True
    assert await defaults(ann) == ["B"]
    await make_template("C", isDefault=True)
    assert await defaults(ann) == ["C"]


async def test_the_default_cannot_just_stop_being_it(ann, make_template):
    only = await make_template("A")

    reply = await ann.patch(f"/templates/{only['id']}", json={"isDefault": False})

    assert (reply.status_code, reply.json()["code"]) == (409, "organizations.default_needed")
    assert await defaults(ann) == ["A"]


async def test_a_deleted_default_hands_over_to_the_oldest(ann, make_template):
    made = [await make_template(name) for name in "ABC"]
    await ann.patch(f"/templates/{made[2]['id']}", json={"isDefault": True})

    assert (await ann.delete(f"/templates/{made[2]['id']}")).status_code == 204

    assert await defaults(ann) == ["A"]
    assert (await ann.get(f"/templates/{made[2]['id']}")).status_code == 404


async def test_defaults_chosen_at_the_same_moment_leave_one(ann, make_template):
    made = [await make_template(name) for name in "ABCDE"]

    await asyncio.gather(*(ann.patch(f"/templates/{template['id']}", json={"isDefault": True}) for template in made))

    assert len(await defaults(ann)) == 1


async def test_a_change_of_an_old_copy_is_refused(ann, make_template):
    made = await make_template("A")
    url = f"/templates/{made['id']}"
    tag = (await ann.get(url)).headers["etag"]
    await ann.patch(url, json={"name": "B"})

    assert (await ann.patch(url, json={"name": "C"}, headers={"if-match": tag})).status_code == 412
    assert (await ann.get(url)).json()["name"] == "B"


async def test_members_read_and_do_not_write(bob, make_template):
    made = await make_template("A")
    new = {"type": "refinery", "name": "B", "content": {}}

    assert (await bob.post("/templates", json=new)).status_code == 403
    assert (await bob.patch(f"/templates/{made['id']}", json={"name": "B"})).status_code == 403
    assert (await bob.delete(f"/templates/{made['id']}")).status_code == 403


async def test_a_template_of_another_organization_is_answered_as_none(people, client_for, make_template):
    made = await make_template("A")
    elsewhere = client_for(people.stranger, below=f"/api/organizations/{people.elsewhere.id}")

    assert (await elsewhere.get(f"/templates/{made['id']}")).status_code == 404
    assert (await elsewhere.patch(f"/templates/{made['id']}", json={"name": "B"})).status_code == 404
    assert (await elsewhere.delete(f"/templates/{made['id']}")).status_code == 404
    assert (await elsewhere.get("/templates")).json()["templates"] == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"type": "poem"}, "/body/type"),
        ({"content": {"text": "x" * 270_000}}, "/body/content"),
        ({"content": "text"}, "/body/content"),
        ({"colour": "red"}, "/body/colour"),
    ],
)
async def test_a_template_that_makes_no_sense_is_refused(ann, wrong, pointer):
    reply = await ann.post("/templates", json={"type": "refinery", "name": "A", "content": {}, **wrong})

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == pointer
