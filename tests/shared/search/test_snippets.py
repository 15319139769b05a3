"""Snippets show the words where they are, in the text as it was written, as HTML that is safe in a page."""

from __future__ import annotations

import re
from html import unescape

MARKED = [
    ("The café is open", "cafe", "The <mark>café</mark> is open"),
    ("The cafe\u0301s are open", "cafe", "The <mark>cafe\u0301s</mark> are open"),
    ("Die Größe der Straße", "strasse grosse", "Die <mark>Größe</mark> der <mark>Straße</mark>"),
    ("Łódź, ærø and ½", "lodz aero 1", "<mark>Łódź</mark>, <mark>ærø</mark> and <mark>½</mark>"),
    ("to ﬁnd it", "find", "to <mark>ﬁnd</mark> it"),
    ("東京都の天気", "東京都", "<mark>東京都</mark>の天気"),
    ("retry_count and retryCount", "count", "retry_<mark>count</mark> and retry<mark>Count</mark>"),
    ("retry_count and retryCount", "retrycount", "<mark>retry_count</mark> and <mark>retryCount</mark>"),
    ("WO-12 and WO-7, 12 times", "WO-12", "<mark>WO-12</mark> and WO-7, 12 times"),
    ("line one\n\n\tline  two", "two", "line one line <mark>two</mark>"),
    ("<script>alert('x')", "alert", "&lt;script&gt;<mark>alert</mark>(&#x27;x&#x27;)"),
    ('<a href="x">y</a> & z', "y", "&lt;a href=&quot;x&quot;&gt;<mark>y</mark>&lt;/a&gt; &amp; z"),
    ("a <mark>b</mark> engine", "engine", "a &lt;mark&gt;b&lt;/mark&gt; <mark>engine</mark>"),
    ("&amp; engine", "amp", "&amp;<mark>amp</mark>; engine"),
    ("🚀🚀 engine 🚀", "engine", "🚀🚀 <mark>engine</mark> 🚀"),
]


async def test_the_words_are_marked(keep, ask, ann):
    entries = [(q, str(await keep("Title", text)), snippet) for text, q, snippet in MARKED]

    for q, entry, snippet in entries:
        assert {result["entityId"]: result["snippet"] for result in await ask(ann, q)}[entry] == snippet


async def test_a_long_text_is_cut_around_its_first_hit(keep, ask, ann):
    await keep("Title", f"{'före åtgärd ' * 3_000}engine noise {'after that ' * 3_000}")

    (result,) = await ask(ann, "engine")
    plain = re.sub("</?mark>", "", unescape(result["snippet"]))

    assert re.fullmatch(r"…(åtgärd|före) .* <mark>engine</mark> noise after .* (after|that)…", result["snippet"])
    assert 150 < len(plain) <= 202


async def test_a_long_text_without_spaces_is_cut_too(keep, ask, ann):
    await keep("Title", f"{'日' * 5_000}東京{'月' * 5_000}")

    (result,) = await ask(ann, "東京")

    assert re.fullmatch("…日{1,60}<mark>東京</mark>月+…", result["snippet"])
    assert len(result["snippet"]) < 250


async def test_where_only_the_title_has_the_words_the_text_begins(keep, ask, ann):
    await keep("Engine <b>", "It burns & roars. " * 50)
    await keep("Engine <i>")

    snippets = {result["title"]: result["snippet"] for result in await ask(ann, "engine")}

    assert snippets["Engine <b>"].startswith("It burns &amp; roars. It burns")
    assert snippets["Engine <b>"].endswith("…")
    assert snippets["Engine <i>"] == "<mark>Engine</mark> &lt;i&gt;"


async def test_many_long_texts_are_answered_each_with_a_snippet(keep, ask, ann):
    text = f"{'ü ' * 45_000} engine"
    for number in range(12):
        await keep(f"Text {number}", text)

    snippets = [result["snippet"] for result in await ask(ann, "engine")]

    assert snippets[0].endswith("<mark>engine</mark>")
    assert snippets[-1].startswith("ü ü ü")  # the time for one answer was up
