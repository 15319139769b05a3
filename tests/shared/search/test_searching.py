"""The answer: which come first, how many, of which kinds."""

from __future__ import annotations

from openfactory.core.db.statements import count_statements


async def test_a_result_says_what_the_contract_says(keep, ask, ann):
    engine = await keep("The Engine", "It burns kerosene & oxygen.")

    (result,) = await ask(ann, "kerosene")

    assert 0 < result.pop("score") < 0.5
    assert result == {
        "entityType": "feature",
        "entityId": str(engine),
        "title": "The Engine",
        "snippet": "It burns <mark>kerosene</mark> &amp; oxygen.",
        "trust": "member",
    }


async def test_titles_come_before_texts(keep, found, ask, ann):
    await keep("Noise", "engine " * 500)
    await keep("Engine")
    await keep("A long title that names the engine at its very end", "other words " * 5_000)

    titles = await found("engine")
    scores = [result["score"] for result in await ask(ann, "engine")]

    assert titles[2] == "Noise"
    assert set(titles[:2]) == {"Engine", "A long title that names the engine at its very end"}
    assert scores == sorted(scores, reverse=True)
    assert scores[1] >= 0.5 > scores[2]


async def test_a_title_with_all_words_comes_before_one_with_some(keep, found):
    await keep("Engine", "noise " * 50)
    await keep("Noise of the engine")

    assert await found("engine noise") == ["Noise of the engine", "Engine"]


async def test_what_says_the_word_more_often_comes_first(keep, found):
    filling = "and other words " * 20
    await keep("Once", f"engine {filling}")
    await keep("Often", f"{'engine ' * 8}{filling}")
    await keep("Once more", f"engine {filling}")

    assert (await found("engine"))[0] == "Often"


async def test_equals_are_ordered_by_id(keep, ask, ann):
    kept = [await keep("Engine", "noise") for _ in range(6)]

    assert [result["entityId"] for result in await ask(ann, "engine")] == sorted(map(str, kept))
    assert [result["entityId"] for result in await ask(ann, "noise")] == sorted(map(str, kept))


async def test_no_more_are_given_than_wanted(keep, found):
    for number in range(7):
        await keep(f"Engine {number}", "noise")

    assert len(await found("engine", limit=3)) == 3
    assert len(await found("noise", limit=3)) == 3
    assert len(await found("engine", limit=50)) == 7


async def test_texts_fill_what_titles_leave(keep, found):
    await keep("Engine")
    for number in range(3):
        await keep(f"Text {number}", "engine")

    assert (await found("engine", limit=2))[0] == "Engine"
    assert len(await found("engine", limit=2)) == 2
    assert len(await found("engine")) == 4


REFUSED = [
    ({"q": "x", "limit": 0}, "/query/limit"),
    ({"q": "x", "limit": 51}, "/query/limit"),
    ({"q": ""}, "/query/q"),
    ({"q": "x" * 1_001}, "/query/q"),
    ({}, "/query/q"),
    ({"q": "x", "types": "feature,"}, "/query/types"),
    ({"q": "x", "types": "feature,unicorn"}, "/query/types"),
]


async def test_what_cannot_be_answered_is_refused_where_it_is_wrong(ann):
    for query, pointer in REFUSED:
        reply = await ann.get("/search", params=query)

        assert reply.status_code == 422
        assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]


async def test_unknown_kinds_are_refused_with_those_there_are(ann):
    reply = await ann.get("/search", params={"q": "x", "types": "unicorn"})

    (error,) = reply.json()["errors"]
    assert error["code"] == "unknown_kind"
    assert "feature" in error["message"]


async def test_kinds_can_be_chosen(keep, found):
    await keep("Engine", kind="feature")
    await keep("Engine noise", kind="minute")
    await keep("Engines of the project", kind="project")

    assert await found("engine", types="minute") == ["Engine noise"]
    assert sorted(await found("engine", types="feature, project")) == ["Engine", "Engines of the project"]
    assert len(await found("engine")) == 3


async def test_a_kind_that_nobody_registers_any_more_is_left_out(keep, found):
    for number in range(5):
        await keep(f"Engine {number}", kind="gone")
    await keep("Engine noise")

    assert await found("engine", limit=1) == ["Engine noise"]


async def test_it_takes_one_statement_beside_that_for_access(keep, ann):
    for number in range(5):
        await keep(f"Engine {number}", "noise")
    await ann.get("/")

    with count_statements() as statements:
        await ann.get("/search", params={"q": "engine noise", "types": "feature"})

    assert len(statements) == 2
