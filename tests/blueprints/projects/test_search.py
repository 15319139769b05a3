"""Features are found by their names while they are there."""

from __future__ import annotations


async def titles(client, q):
    return [result["title"] for result in (await client.get("/search", params={"q": q})).json()["results"]]


async def test_a_new_feature_is_found(ann, bob, make_feature):
    feature = await make_feature("First Stage")

    (result,) = (await bob.get("/search", params={"q": "stage"})).json()["results"]

    assert (result["entityType"], result["entityId"]) == ("feature", feature["id"])
    assert (result["title"], result["snippet"]) == ("First Stage", "First <mark>Stage</mark>")


async def test_a_renamed_feature_is_found_by_its_new_name(ann, make_feature):
    feature = await make_feature("Engines")
    await ann.patch(f"/features/{feature['id']}", json={"name": "Motors"})

    assert await titles(ann, "engines") == []
    assert await titles(ann, "motors") == ["Motors"]


async def test_a_deleted_feature_and_all_below_it_are_not_found(ann, make_feature):
    engines = await make_feature("Engine")
    stage = await make_feature("Engine stage", parentId=engines["id"])
    await make_feature("Engine pump", parentId=stage["id"])
    await make_feature("Engine guidance")

    await ann.delete(f"/features/{engines['id']}")

    assert await titles(ann, "engine") == ["Engine guidance"]


async def test_a_feature_that_is_refused_is_not_found(ann, make_feature):
    feature = await make_feature("Engines")

    reply = await ann.patch(f"/features/{feature['id']}", json={"name": "Motors", "parentId": feature["id"]})

    assert reply.status_code == 409
    assert await titles(ann, "motors") == []
    assert await titles(ann, "engines") == ["Engines"]
