"""What is a word, in texts and in questions."""

from __future__ import annotations

FOUND = [
    ("The Engine starts", "engine"),
    ("the engine starts", "ENGINE"),
    ("engines", "eng"),
    ("the engine starts", "start engine"),
    ("café", "cafe"),
    ("cafe", "café"),
    ("cafe\u0301", "café"),
    ("Größe", "grosse"),
    ("Groesse und Grosse", "größe"),
    ("STRASSE", "straße"),
    ("Łódź", "lodz"),
    ("lodz", "Łódź"),
    ("smørrebrød", "smorrebrod"),
    ("Ærø", "aero"),
    ("İstanbul ılık", "istanbul ilik"),
    ("Ὀδυσσεύς", "οδυσσευσ"),
    ("ёлка", "елка"),
    ("\ufb01nd", "find"),
    ("max_retry_count", "retry"),
    ("max_retry_count", "max_retry"),
    ("max_retry_count", "retry_count"),
    ("max_retry_count", "maxretry"),
    ("parseHTTPRequest", "http"),
    ("parseHTTPRequest", "parseHttp"),
    ("parseHTTPRequest", "parsehttprequest"),
    ("JavaScript", "javascript"),
    ("e-mail", "email"),
    ("WO-12 is late", "WO-12"),
    ("WO-12 is late", "wo-1"),
    ("WO-12 is late", "wo12"),
    ("WO-12 is late", "12"),
    ("plan B", "b"),
    ("日本東京都の天気", "東京"),
    ("日本東京都の天気", "日本東京都"),
    ("日本東京都の天気", "気"),
    ("ガス", "カ\u3099ス"),
    ("한국어", "한국"),
    ("ภาษาไทย", "ไทย"),
    ("हिन्दी", "हिन्दी"),
    ("a" * 3_000, "a" * 900),
    ("two\x00words", "words"),
]
NOT_FOUND = [
    ("engine", "gine"),
    ("engine", "engine noise"),
    ("engine", "e"),
    ("WO-12, requirement 7", "WO-7"),
    ("WO 12", "WO-12"),
    ("東と京", "東京"),
    ("か", "が"),
    ("12", "1"),
]


async def test_a_text_is_found_by_words_however_they_are_written(keep, ask, ann):
    entries = [(text, q, await keep("Title", text)) for text, q in FOUND]

    missed = [(text, q) for text, q, entry in entries if str(entry) not in await ids(ask, ann, q)]

    assert missed == []


async def test_a_title_is_found_as_a_text_is(keep, ask, ann):
    entries = [(title, q, await keep(title)) for title, q in FOUND]

    missed = [(title, q) for title, q, entry in entries if str(entry) not in await ids(ask, ann, q)]

    assert missed == []


async def test_other_words_do_not_find_it(keep, ask, ann):
    entries = [(text, q, await keep("Title", text)) for text, q in NOT_FOUND]

    wrong = [(text, q) for text, q, entry in entries if str(entry) in await ids(ask, ann, q)]

    assert wrong == []


async def ids(ask, client, q):
    return [result["entityId"] for result in await ask(client, q, limit=50)]


async def test_words_of_title_and_text_are_found_together(keep, found):
    await keep("Engines", "Their noise at start")

    assert await found("noise engines") == ["Engines"]


async def test_sixteen_words_are_asked_for(keep, found):
    words = [f"word{number:02}" for number in range(17)]
    await keep("Title", " ".join(words[:16]))

    assert await found(" ".join(words)) == ["Title"]
    assert await found(" ".join(words[1:])) == []
