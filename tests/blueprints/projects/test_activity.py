"""The activity feed: what was done, by whom, the newest first."""

from __future__ import annotations

import pytest

from openfactory.blueprints.projects import api
from openfactory.blueprints.projects.schemas.features import CreateFeature
from openfactory.core.access import Access
from openfactory.core.db.statements import count_statements
from openfactory.core.http.pages import write_cursor


async def feed(client, **query):
    """The answer to a query."""
    reply = await client.get("/activity", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_an_activity_says_who_did_what_to_what(ann, bob, make_feature, people, client_for):
    await client_for(people.bob).patch("/api/auth/me", json={"avatarUrl": "https://example.com/bob.png"})
    feature = await make_feature("Engines")
    await bob.patch(f"/features/{feature['id']}", json={"name": "Motors"})

    activities = (await feed(ann))["activities"]

    assert [(each["entityType"], each["action"]) for each in activities] == [
        ("feature", "renamed"),
        ("feature", "created"),
        ("project", "created"),
    ]
    assert activities[0] == {
        "id": activities[0]["id"],
        "entityType": "feature",
        "entityId": feature["id"],
        "action": "renamed",
        "changes": {"name": {"old": "Engines", "new": "Motors"}},
        "actor": {
            "id": str(people.bob.id),
            "name": "Bob",
            "avatarUrl": "https://example.com/bob.png",
            "type": "user",
        },
        "createdAt": activities[0]["createdAt"],
    }
    assert activities[1]["changes"] is None


async def test_what_the_server_does_is_the_systems(ann, project, people):
    access = Access.system(organization_id=people.organization.id, project_id=project.id)
    await api.create_feature(access, CreateFeature(name="By a job"))

    actor = (await feed(ann))["activities"][0]["actor"]

    assert actor == {"id": None, "name": "system", "avatarUrl": None, "type": "system"}


async def test_an_agent_acts_on_behalf_of_its_maker(acme, people, project, make):
    key = (await acme.post("/api-keys", json={"name": "CI", "scopes": ["project:write"]})).json()["key"]
    agent = make.client.another(
        headers={"authorization": f"Bearer {key}"}, base_url=f"http://test/api/projects/{project.id}"
    )
    async with agent:
        await agent.post("/features", json={"name": "By an agent"})
        actor = (await feed(agent))["activities"][0]["actor"]

    assert (actor["id"], actor["type"]) == (str(people.ann.id), "agent")


async def test_pages_go_back_to_the_beginning_while_things_happen(ann, make_feature):
    for name in "ABCDE":
        await make_feature(name)
    first = await feed(ann, limit=3)
    await make_feature("Late")
    second = await feed(ann, limit=3, cursor=first["nextCursor"])

    ids = [each["entityId"] for each in first["activities"] + second["activities"]]
    assert len(set(ids)) == 6
    assert second["activities"][-1]["entityType"] == "project"
    assert second["nextCursor"] is None


async def test_a_feed_of_one_thing_has_nothing_else(ann, make_feature):
    one, two = await make_feature("One"), await make_feature("Two")
    await ann.patch(f"/features/{one['id']}", json={"name": "First"})
    await ann.delete(f"/features/{one['id']}")

    by_id = (await feed(ann, entityId=one["id"]))["activities"]
    by_both = (await feed(ann, entityType="feature", entityId=one["id"]))["activities"]
    by_type = (await feed(ann, entityType="feature"))["activities"]

    assert [each["action"] for each in by_id] == ["deleted", "renamed", "created"]
    assert by_both == by_id
    assert [each["action"] for each in by_type] == ["deleted", "renamed", "created", "created"]
    assert two["id"] == by_type[2]["entityId"]


async def test_a_thing_of_another_project_does_not_exist(ann, make, people, client_for):
    other = await make.project(people.ann, people.organization, "Other")
    there = client_for(people.ann, below=f"/api/projects/{other.id}")
    foreign = (await there.post("/features", json={"name": "Foreign"})).json()["id"]

    assert (await ann.get("/activity", params={"entityId": foreign})).status_code == 404


@pytest.mark.parametrize("query", [{}, {"entityType": "feature"}])
async def test_a_feed_takes_one_statement_beside_that_for_access(ann, make_feature, query):
    await make_feature("Engines")

    with count_statements() as statements:
        await feed(ann, **query)

    assert len(statements) == 2


@pytest.mark.parametrize("place", [-1, 2**63, 2**80, "1"])
async def test_a_made_up_cursor_is_refused(ann, place):
    reply = await ann.get("/activity", params={"cursor": write_cursor(place)})

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/query/cursor")


async def test_more_than_a_hundred_at_once_are_refused(ann):
    assert (await ann.get("/activity", params={"limit": 101})).status_code == 422
