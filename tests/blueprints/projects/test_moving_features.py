"""Features move below others and among siblings, and stay a tree."""

from __future__ import annotations

import asyncio

import pytest
from spoken import tree


@pytest.fixture
def move(ann):
    """`await move(feature, parentId=…, sortOrder=…)`: the answer."""

    async def moved(feature, **where):
        return await ann.patch(f"/features/{feature['id']}", json=where)

    return moved


async def test_a_feature_moves_with_all_below_it_and_to_the_top_again(ann, make_feature, move):
    one, two = await make_feature("One"), await make_feature("Two")
    await make_feature("Child", parentId=two["id"])

    await move(two, parentId=one["id"])
    assert await tree(ann) == [("One", [("Two", [("Child", [])])])]

    await move(two, parentId=None)
    assert await tree(ann) == [("One", []), ("Two", [("Child", [])])]


async def test_a_move_is_told_with_both_places(ann, make_feature, move):
    one, two = await make_feature("One"), await make_feature("Two")

    await move(two, parentId=one["id"])

    latest = (await ann.get("/activity")).json()["activities"][0]
    assert (latest["action"], latest["entityId"]) == ("moved", two["id"])
    assert latest["changes"] == {
        "parentId": {"old": None, "new": one["id"]},
        "sortOrder": {"old": 1, "new": 0},
    }


@pytest.mark.parametrize("place", [0, 1, 2, 3])
async def test_a_taken_place_is_made_free(ann, make_feature, move, place):
    features = {name: await make_feature(name) for name in "ABCD"}

    await move(features["D"], sortOrder=place)

    expected = [*"ABC"]
    expected.insert(place, "D")
    listed = (await ann.get("/features")).json()["features"]
    assert [feature["name"] for feature in listed] == expected
    assert len({feature["sortOrder"] for feature in listed}) == 4


async def test_a_feature_can_be_made_in_the_midst(ann, make_feature):
    await make_feature("A")
    await make_feature("C")
    await make_feature("B", sortOrder=1)

    assert await tree(ann) == [("A", []), ("B", []), ("C", [])]


async def test_behind_a_gap_nobody_makes_room(ann, make_feature, move):
    await make_feature("A")
    b = await make_feature("B")
    await make_feature("Far", sortOrder=10)

    await move(b, sortOrder=0)

    listed = (await ann.get("/features")).json()["features"]
    assert {feature["name"]: feature["sortOrder"] for feature in listed} == {"B": 0, "A": 1, "Far": 10}


async def test_a_feature_is_never_below_itself(ann, make_feature, move):
    one = await make_feature("One")
    two = await make_feature("Two", parentId=one["id"])
    three = await make_feature("Three", parentId=two["id"])

    for below in (one, two, three):
        refused = await move(one, parentId=below["id"])
        assert (refused.status_code, refused.json()["code"]) == (409, "projects.feature_cycle")
    assert await tree(ann) == [("One", [("Two", [("Three", [])])])]


async def test_two_that_move_below_each_other_at_once_make_no_cycle(ann, bob, make_feature):
    for _ in range(5):
        one, two = await make_feature("One"), await make_feature("Two")

        replies = await asyncio.gather(
            ann.patch(f"/features/{one['id']}", json={"parentId": two["id"]}),
            bob.patch(f"/features/{two['id']}", json={"parentId": one["id"]}),
        )

        assert sorted(reply.status_code for reply in replies) == [200, 409]
    assert len(await tree(ann)) == 5


async def test_many_moves_at_once_leave_no_two_in_one_place(ann, make_feature, move):
    features = [await make_feature(f"F{number}") for number in range(6)]

    replies = await asyncio.gather(*(move(feature, sortOrder=2) for feature in features))

    assert {reply.status_code for reply in replies} == {200}
    listed = (await ann.get("/features")).json()["features"]
    assert len({feature["sortOrder"] for feature in listed}) == 6


async def test_features_are_nested_twenty_deep_and_no_deeper(ann, make_feature, move):
    parent = None
    for level in range(20):
        parent = await make_feature(f"L{level}", parentId=parent and parent["id"])

    deeper = await ann.post("/features", json={"name": "L20", "parentId": parent["id"]})

    assert (deeper.status_code, deeper.json()["code"]) == (409, "projects.feature_depth")


async def test_a_move_counts_what_is_below(make_feature, move):
    parent = top = await make_feature("L0")
    for level in range(1, 19):
        parent = await make_feature(f"L{level}", parentId=parent["id"])
    single = await make_feature("Single")
    pair = await make_feature("Pair")
    await make_feature("Below", parentId=pair["id"])

    assert (await move(pair, parentId=parent["id"])).json()["code"] == "projects.feature_depth"
    assert (await move(single, parentId=parent["id"])).status_code == 200
    assert top["parentId"] is None
