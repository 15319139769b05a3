"""No text that people or programs send is a query language, an error, or a way to others' things."""

from __future__ import annotations

HARMLESS = [
    '"',
    '"engine',
    "'engine'",
    "engine'; DROP TABLE search_entries; --",
    "engine NEAR(noise, 5)",
    "NEAR(",
    "NOT engine",
    "engine AND",
    "OR OR OR",
    "engine & !noise",
    "engine <-> noise",
    "engine:*",
    "engine:A",
    "words:engine",
    "{words title}: engine",
    "- words : engine",
    "^engine",
    "*",
    "engine*",
    "((((engine",
    ")",
    "\\",
    "engine\\",
    "%",
    "_",
    "-",
    "🚀",
    "👩‍👩‍👧‍👦 engine",
    "\u202e\u0300\u200d",
    "$1 ? :q @time(x) %s {0}",
    "a_" * 400,
    "-".join("abcdefghijklmnopqrstuvwxyz"),
    " ".join(chr(letter) for letter in range(0x4E00, 0x4E00 + 490)),
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
]


async def test_nothing_is_an_error(keep, ann):
    await keep("Engine", "noise")

    replies = {q: (await ann.get("/search", params={"q": q})).status_code for q in HARMLESS}

    assert {q: status for q, status in replies.items() if status != 200} == {}


async def test_text_without_a_word_finds_nothing(keep, found):
    await keep("Engine", "? ! * 🚀 _")

    for q in ("?!", "*", "🚀", '""', "\u0300", "_ - _", " "):
        assert await found(q) == []


async def test_operators_are_words(keep, found):
    await keep("Engine and noise")
    await keep("Engine")

    assert await found("engine AND noise") == ["Engine and noise"]
    assert await found("engine NOT noise") == []
    assert await found("engine OR nothing") == []


async def test_zero_bytes_and_very_long_texts_are_refused(ann):
    for q in ("engine\x00noise", "x" * 5_000, "x " * 2_500):
        assert (await ann.get("/search", params={"q": q})).status_code == 422


async def test_half_a_character_is_refused_or_finds_nothing(ann):
    for q in ("%ff", "%ed%a0%80", "%C3"):
        reply = await ann.get(f"/search?q={q}")

        assert reply.status_code in (200, 400, 422)


async def test_words_cannot_reach_into_another_project(keep, found, make, people, project):
    """The index knows words under their project: nobody can write such a word."""
    other = await make.project(people.ann, people.organization, "Other")
    await keep("Engine", project=other)
    code = str(other.id)[-10:]

    for q in (f"{code}tengine", f'x" OR "{code}tengine', f"x' | '{code}tengine", f"{code} tengine", f"t{code}"):
        assert await found(q) == []
