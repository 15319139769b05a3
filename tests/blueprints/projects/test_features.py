"""Features: a tree of what the product is to have."""

from __future__ import annotations

import asyncio

from spoken import tree

from openfactory.blueprints.projects.service import features as rules
from openfactory.core.db.statements import count_statements


async def test_a_tree_has_each_feature_below_its_parent(ann, bob, make_feature):
    engines = await make_feature("Engines")
    stage = await make_feature("First stage", parentId=engines["id"])
    await make_feature("Turbopump", parentId=stage["id"])
    await make_feature("Guidance")

    assert await tree(bob) == [
        ("Engines", [("First stage", [("Turbopump", [])])]),
        ("Guidance", []),
    ]


async def test_a_node_says_what_the_contract_says(ann, make_feature):
    feature = await make_feature("Engines")
    child = await make_feature("Noise  at start", parentId=feature["id"])

    (node,) = (await ann.get("/features")).json()["features"]

    assert node == {
        "id": feature["id"],
        "name": "Engines",
        "slug": "engines",
        "parentId": None,
        "sortOrder": 0,
        "children": [
            {
                "id": child["id"],
                "name": "Noise at start",
                "slug": "noise-at-start",
                "parentId": feature["id"],
                "sortOrder": 0,
                "children": [],
            }
        ],
    }


async def test_the_tree_takes_one_statement_beside_that_for_access(ann, make_feature):
    for number in range(3):
        parent = await make_feature(f"P{number}")
        await make_feature("Child", parentId=parent["id"])

    with count_statements() as statements:
        await ann.get("/features")

    assert len(statements) == 2


async def test_features_of_one_name_have_slugs_of_their_own(make_feature, ann):
    first, second = await make_feature("Engines"), await make_feature("Engines")

    assert first["slug"] == "engines"
    assert second["slug"].startswith("engines-")
    await ann.delete(f"/features/{first['id']}")
    assert (await make_feature("Engines"))["slug"] == "engines"


async def test_many_features_made_at_once_have_a_place_and_a_slug_each(ann):
    replies = await asyncio.gather(*(ann.post("/features", json={"name": "Twin"}) for _ in range(8)))

    made = [reply.json() for reply in replies]
    assert sorted(feature["sortOrder"] for feature in made) == list(range(8))
    assert len({feature["slug"] for feature in made}) == 8
    assert (await ann.get("/")).json()["stats"]["featureCount"] == 8


async def test_renaming_keeps_the_slug_and_is_told(ann, bob, make_feature):
    feature = await make_feature("Engines")

    renamed = await bob.patch(f"/features/{feature['id']}", json={"name": "Motors"})

    assert (renamed.json()["name"], renamed.json()["slug"]) == ("Motors", "engines")
    latest = (await ann.get("/activity")).json()["activities"][0]
    assert (latest["action"], latest["changes"]) == ("renamed", {"name": {"old": "Engines", "new": "Motors"}})
    assert latest["actor"]["name"] == "Bob"


async def test_a_change_that_changes_nothing_is_no_new_version(ann, make_feature):
    feature = await make_feature("Engines")
    path = f"/features/{feature['id']}"
    before = await ann.get(path)

    after = await ann.patch(path, json={"name": "Engines", "parentId": None, "sortOrder": 0})

    assert after.headers["etag"] == before.headers["etag"]
    assert len((await ann.get("/activity")).json()["activities"]) == 2


async def test_a_rename_of_what_was_renamed_meanwhile_is_refused(ann, bob, make_feature):
    path = f"/features/{(await make_feature('Engines'))['id']}"
    seen = (await ann.get(path)).headers["etag"]
    await bob.patch(path, json={"name": "Motors"})

    assert (await ann.patch(path, json={"name": "Pumps"}, headers={"if-match": seen})).status_code == 412
    assert (await ann.delete(path, headers={"if-match": seen})).status_code == 412


async def test_deleting_takes_all_below_along(ann, make_feature):
    engines = await make_feature("Engines")
    stage = await make_feature("Stage", parentId=engines["id"])
    pump = await make_feature("Pump", parentId=stage["id"])
    await make_feature("Guidance")

    reply = await ann.delete(f"/features/{engines['id']}")

    assert reply.status_code == 204
    assert await tree(ann) == [("Guidance", [])]
    assert (await ann.get(f"/features/{pump['id']}")).status_code == 404
    assert (await ann.get("/")).json()["stats"]["featureCount"] == 1
    deleted = (await ann.get("/events")).json()["events"][-1]
    assert deleted["name"] == "projects.feature.deleted"
    assert set(deleted["data"]["descendantIds"]) == {stage["id"], pump["id"]}


async def test_nothing_is_put_below_what_is_deleted(ann, make_feature):
    gone, other = await make_feature("Gone"), await make_feature("Other")
    await ann.delete(f"/features/{gone['id']}")

    made = await ann.post("/features", json={"name": "Orphan", "parentId": gone["id"]})
    moved = await ann.patch(f"/features/{other['id']}", json={"parentId": gone["id"]})

    assert (made.status_code, moved.status_code) == (404, 404)


async def test_features_of_another_project_do_not_exist_here(ann, make, people, client_for, make_feature):
    own = await make_feature("Own")
    other = await make.project(people.ann, people.organization, "Other")
    there = client_for(people.ann, below=f"/api/projects/{other.id}")
    foreign = (await there.post("/features", json={"name": "Foreign"})).json()["id"]

    replies = [
        await ann.get(f"/features/{foreign}"),
        await ann.patch(f"/features/{foreign}", json={"name": "Mine"}),
        await ann.delete(f"/features/{foreign}"),
        await ann.post("/features", json={"name": "Child", "parentId": foreign}),
        await ann.patch(f"/features/{own['id']}", json={"parentId": foreign}),
    ]

    assert [reply.status_code for reply in replies] == [404] * 5


async def test_a_project_has_a_most_of_features(ann, make_feature, monkeypatch):
    monkeypatch.setattr(rules, "MOST", 2)
    await make_feature("One")
    await make_feature("Two")

    reply = await ann.post("/features", json={"name": "Three"})

    assert (reply.status_code, reply.json()["code"]) == (409, "projects.feature_limit")


async def test_a_repeated_request_makes_one_feature(ann):
    headers = {"idempotency-key": "once"}
    first = await ann.post("/features", json={"name": "Engines"}, headers=headers)
    again = await ann.post("/features", json={"name": "Engines"}, headers=headers)

    assert first.json() == again.json()
    assert await tree(ann) == [("Engines", [])]
