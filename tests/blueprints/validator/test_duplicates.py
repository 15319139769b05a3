"""Feedback that says the same counts for its original; votes are moved, never made or lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from openfactory.blueprints.validator.models import Feedback

NOISE = "The engine makes a strange noise after the second stop of the route."


@pytest.fixture
def votes(ann):
    """`await votes()`: of each feedback its votes and its original."""

    async def found():
        items = (await ann.get("/feedback?limit=100")).json()["feedbackItems"]
        return {item["id"]: (item["votes"], item["duplicateOf"]) for item in items}

    return found


async def test_near_duplicates_are_found_and_counted_for_the_oldest(send, read, jobs, votes):
    first = await send(NOISE)
    await jobs.run()
    again = await send("the engine makes a strange noise, after the second stop of our route!!")
    other = await send("The engine has a strange smell in the morning, before the first stop.")
    await jobs.run()

    assert await votes() == {first: (2, None), again: (0, first), other: (1, None)}
    assert (await read(again))["explanation"]["duplicate"] == {"of": first, "likeness": 1.0}


async def test_duplicates_within_one_batch_are_found_too(send, jobs, votes):
    ids = [await send(NOISE) for _ in range(4)]
    await jobs.run()

    assert await votes() == {ids[0]: (4, None), **dict.fromkeys(ids[1:], (0, ids[0]))}


async def test_what_says_too_little_is_no_duplicate(send, jobs, votes):
    ids = [await send("It does not work") for _ in range(3)]
    await jobs.run()

    assert await votes() == dict.fromkeys(ids, (1, None))


async def test_votes_raise_the_priority_of_the_original(send, read, jobs):
    first = await send(NOISE)
    await jobs.run()
    before = (await read(first))["priorityScore"]
    for _ in range(7):
        await send(NOISE)
    await jobs.run()

    found = await read(first)
    assert found["votes"] == 8
    assert found["priorityScore"] > before


async def test_a_members_score_is_not_raised(send, read, change, jobs):
    first = await send(NOISE)
    await change(first, priorityScore=0.3)
    await send(NOISE)
    await jobs.run()

    assert (await read(first))["priorityScore"] == 0.3
    assert (await read(first))["votes"] == 2


async def test_votes_are_no_new_version_of_the_original(ann, send, jobs):
    first = await send(NOISE)
    await jobs.run()
    tag = (await ann.get(f"/feedback/{first}")).headers["etag"]
    await send(NOISE)
    await jobs.run()

    reply = await ann.patch(f"/feedback/{first}", json={"status": "resolved"}, headers={"if-match": tag})
    assert (reply.status_code, reply.json()["votes"]) == (200, 2)


async def test_a_member_splits_off_a_duplicate_and_it_has_its_vote_again(send, change, jobs, votes):
    first, again = await send(NOISE), await send(NOISE)
    await jobs.run()
    reply = await change(again, duplicateOf=None)

    assert (reply.json()["duplicateOf"], reply.json()["votes"]) == (None, 1)
    assert await votes() == {first: (1, None), again: (1, None)}
    await jobs.run()
    assert await votes() == {first: (1, None), again: (1, None)}


async def test_chains_are_flattened_and_taken_apart_as_they_were_made(send, change, votes):
    a, b, c, d = [await send(f"{word} is wrong") for word in ("One", "Two", "Three", "Four")]
    await change(b, duplicateOf=a)
    await change(c, duplicateOf=b)
    assert await votes() == {a: (3, None), b: (0, a), c: (0, a), d: (1, None)}
    await change(a, duplicateOf=d)
    assert await votes() == {a: (0, d), b: (0, d), c: (0, d), d: (4, None)}
    await change(b, duplicateOf=None)  # with c, which came with it
    assert await votes() == {a: (0, d), b: (2, None), c: (0, b), d: (2, None)}
    await change(c, duplicateOf=d)  # from one to another
    assert await votes() == {a: (0, d), b: (1, None), c: (0, d), d: (3, None)}


async def test_a_circle_is_refused(send, change, votes):
    a, b, c = [await send(f"{word} is wrong") for word in ("One", "Two", "Three")]
    await change(b, duplicateOf=a)
    await change(c, duplicateOf=b)
    before = await votes()

    replies = [await change(a, duplicateOf=other) for other in (a, b, c)] + [await change(b, duplicateOf=c)]

    assert {(reply.status_code, reply.json()["code"]) for reply in replies} == {(409, "validator.duplicate_cycle")}
    assert await votes() == before


async def test_an_original_that_is_erased_leaves_its_votes_to_its_first_duplicate(ann, send, change, votes):
    a, b, c = [await send(f"{word} is wrong") for word in ("One", "Two", "Three")]
    await change(b, duplicateOf=a)
    await change(c, duplicateOf=a)
    await ann.delete(f"/feedback/{a}")
    assert await votes() == {b: (2, None), c: (0, b)}
    await change(c, duplicateOf=None)
    assert await votes() == {b: (1, None), c: (1, None)}


async def test_a_duplicate_that_is_erased_takes_its_vote_alone(ann, send, change, votes):
    a, b, c = [await send(f"{word} is wrong") for word in ("One", "Two", "Three")]
    await change(b, duplicateOf=a)
    await change(c, duplicateOf=b)
    await ann.delete(f"/feedback/{b}")
    assert await votes() == {a: (2, None), c: (0, a)}


async def test_a_merge_is_told(inside, send, change):
    a, b = await send("One is wrong"), await send("Two is wrong")
    await change(b, duplicateOf=a)
    await change(b, duplicateOf=None)

    events = (await inside.get("/events")).json()["events"]
    told = [(event["name"], event["data"]) for event in events if event["name"].endswith(("merged", "split"))]
    assert told == [
        ("validator.feedback.merged", {"feedbackId": b, "originalId": a, "votes": 2}),
        ("validator.feedback.split", {"feedbackId": b, "originalId": a, "votes": 1}),
    ]


STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("merge"), some.integers(0, 5), some.integers(0, 5)),
        some.tuples(some.just("split"), some.integers(0, 5), some.just(0)),
        some.tuples(some.just("erase"), some.integers(0, 5), some.just(0)),
        some.tuples(some.just("triage"), some.just(0), some.just(0)),
    ),
    min_size=1,
    max_size=12,
)


async def test_whatever_is_merged_split_and_erased_the_votes_are_as_many_as_the_feedback(ann, send, change, jobs):
    """And each duplicate points at an original that has its vote."""
    import asyncio

    loop, examples = asyncio.get_running_loop(), 0

    async def play(steps):
        for item in (await ann.get("/feedback?limit=100")).json()["feedbackItems"]:
            await ann.delete(f"/feedback/{item['id']}")
        texts = ("noise engine route", "route noise engine", "alpha beta gamma", "gamma beta alpha", "one two six", "x")
        ids = [await send(text) for text in texts]
        for step, one, other in steps:
            if step == "merge":
                assert (await change(ids[one], duplicateOf=ids[other])).status_code in (200, 404, 409)
            elif step == "split":
                assert (await change(ids[one], duplicateOf=None)).status_code in (200, 404)
            elif step == "erase":
                assert (await ann.delete(f"/feedback/{ids[one]}")).status_code in (204, 404)
            else:
                await jobs.run()
            await check(await Feedback.across_tenants("a test"))

    async def check(rows):
        assert sum(row.votes for row in rows) == len(rows)
        originals = {row.id: row for row in rows if row.duplicate_of_id is None}
        for original in originals.values():
            assert original.votes == 1 + sum(row.duplicate_of_id == original.id for row in rows)
        for row in rows:
            assert (row.duplicate_of_id is None) == (row.merged_into_id is None)
            if row.duplicate_of_id is not None:
                assert row.votes == 0
                assert row.duplicate_of_id in originals
                way, seen = row, set()
                while way.merged_into_id is not None:
                    assert way.id not in seen
                    seen.add(way.id)
                    way = next(other for other in rows if other.id == way.merged_into_id)
                assert way.id == row.duplicate_of_id

    def example(steps):
        nonlocal examples
        examples += 1
        asyncio.run_coroutine_threadsafe(play(steps), loop).result(60)

    how = settings(
        max_examples=20,
        phases=[Phase.generate],
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run = how(given(STEPS)(example))
    await asyncio.to_thread(run)
    assert examples >= 15
