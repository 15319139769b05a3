"""Projects: who makes, sees, changes and deletes them."""

from __future__ import annotations

import asyncio

from openfactory.blueprints.projects import api
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction


async def test_a_new_project_is_answered_as_it_is_read_later(acme, client_for, people):
    made = await acme.post("/projects", json={"name": "Apollo  11", "description": "To the moon"})

    project = made.json()
    read = await client_for(people.bob).get(f"/api/projects/{project['id']}")
    assert made.status_code == 201
    assert read.json() == project
    assert read.headers["etag"] == made.headers["etag"]
    assert project == {
        "id": project["id"],
        "name": "Apollo 11",
        "slug": "apollo-11",
        "description": "To the moon",
        "organizationId": str(people.organization.id),
        "templateId": None,
        "settings": {},
        "stats": {
            "featureCount": 0,
            "documentCount": 0,
            "workOrderCount": 0,
            "artifactCount": 0,
            "hasCodebaseConnection": False,
        },
        "archivedAt": None,
        "createdAt": project["createdAt"],
        "updatedAt": project["createdAt"],
    }


async def test_members_make_projects_and_strangers_do_not(people, client_for):
    path = f"/api/organizations/{people.organization.id}/projects"

    assert (await client_for(people.bob).post(path, json={"name": "Bob's"})).status_code == 201
    assert (await client_for(people.stranger).post(path, json={"name": "Mine"})).status_code == 404
    assert (await client_for(people.stranger).get(path)).status_code == 404


async def test_a_project_is_hidden_from_strangers(stranger):
    assert (await stranger.get("/")).status_code == 404
    assert (await stranger.patch("/", json={"name": "Mine"})).status_code == 404
    assert (await stranger.delete("/")).status_code == 404


async def test_many_projects_of_one_name_made_at_once_all_come_to_be(acme):
    replies = await asyncio.gather(*(acme.post("/projects", json={"name": "Twin"}) for _ in range(6)))

    assert [reply.status_code for reply in replies] == [201] * 6
    slugs = {reply.json()["slug"] for reply in replies}
    assert len(slugs) == 6
    assert "twin" in slugs


async def test_the_organization_knows_how_many_projects_it_has(acme, client_for, people):
    first = (await acme.post("/projects", json={"name": "One"})).json()
    await acme.post("/projects", json={"name": "Two"})
    await client_for(people.ann).delete(f"/api/projects/{first['id']}")

    organizations = (await client_for(people.ann).get("/api/organizations")).json()["organizations"]

    assert organizations[0]["projectCount"] == 1


async def test_a_project_can_follow_a_template_of_its_organization_alone(acme, client_for, people):
    template = {"type": "foundry", "name": "Lean", "content": {}}
    elsewhere = client_for(people.stranger, below=f"/api/organizations/{people.elsewhere.id}")
    own = (await acme.post("/templates", json=template)).json()["id"]
    foreign = (await elsewhere.post("/templates", json=template)).json()["id"]

    made = await acme.post("/projects", json={"name": "A", "templateId": own})
    refused = await acme.post("/projects", json={"name": "B", "templateId": foreign})

    assert made.json()["templateId"] == own
    assert refused.status_code == 404


async def test_a_member_changes_name_and_description_and_the_slug_stays(bob, project):
    reply = await bob.patch("/", json={"name": "Saturn", "description": "Bigger"})

    assert reply.status_code == 200
    assert (reply.json()["name"], reply.json()["description"]) == ("Saturn", "Bigger")
    assert reply.json()["slug"] == project.slug
    assert (await bob.patch("/", json={"description": None})).json()["description"] is None


async def test_settings_are_for_admins_and_replaced_as_a_whole(ann, bob):
    await ann.patch("/", json={"settings": {"evidence": True, "old": 1}})

    changed = await ann.patch("/", json={"settings": {"evidence": False}})
    refused = await bob.patch("/", json={"settings": {}})

    assert changed.json()["settings"] == {"evidence": False}
    assert refused.status_code == 403


async def test_settings_are_bounded(ann):
    fits = await ann.patch("/", json={"settings": {"a": "x" * 16_000}})
    large = await ann.patch("/", json={"settings": {"a": "x" * 17_000}})

    assert fits.status_code == 200
    assert large.status_code == 422
    assert large.json()["errors"][0]["pointer"] == "/body/settings"


async def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(ann, bob):
    seen = (await ann.get("/")).headers["etag"]
    await bob.patch("/", json={"name": "Saturn"})

    stale = await ann.patch("/", json={"name": "Titan"}, headers={"if-match": seen})
    deleted = await ann.delete("/", headers={"if-match": seen})

    assert (stale.status_code, deleted.status_code) == (412, 412)
    assert (await ann.get("/")).json()["name"] == "Saturn"


async def test_counting_is_no_new_version(ann, project):
    before = await ann.get("/")
    async with transaction(Access.system()):
        await api.count(project.id, "document", 3)
        await api.count(project.id, "document", -1)
        await api.count(project.id, "work_order", 5)
        await api.count(project.id, "artifact", 1)
        await api.note_codebase(project.id, connected=True)

    after = await ann.get("/", headers={"if-none-match": before.headers["etag"]})

    assert after.status_code == 200
    assert after.json()["stats"] == {
        "featureCount": 0,
        "documentCount": 2,
        "workOrderCount": 5,
        "artifactCount": 1,
        "hasCodebaseConnection": True,
    }
    changed = await ann.patch("/", json={"name": "Saturn"}, headers={"if-match": before.headers["etag"]})
    assert changed.status_code == 200


async def test_only_admins_delete_and_then_nothing_is_left_to_see(ann, bob, acme, project):
    refused = await bob.delete("/")
    deleted = await ann.delete("/")

    assert (refused.status_code, deleted.status_code) == (403, 204)
    assert (await ann.get("/")).status_code == 404
    assert (await ann.get("/features")).status_code == 404
    assert (await acme.get("/projects")).json()["projects"] == []
    again = await acme.post("/projects", json={"name": project.name})
    assert again.json()["slug"] == project.slug


async def test_a_deleted_organization_takes_its_projects_with_it(ann, acme):
    await acme.delete("")

    assert (await ann.get("/")).status_code == 404


async def test_whoever_leaves_the_organization_sees_its_projects_no_more(bob, acme):
    members = (await acme.get("/members")).json()["members"]
    membership = next(member["id"] for member in members if member["name"] == "Bob")

    assert (await bob.get("/")).status_code == 200
    await acme.delete(f"/members/{membership}")

    assert (await bob.get("/")).status_code == 404
