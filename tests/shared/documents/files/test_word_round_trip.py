"""What Word can express comes back from an exported Word file as it was."""

from __future__ import annotations

import pytest
from filed import again, cell, code, doc, h, image, link, node, ol, p, picture_address, quote, table, tasks, text, ul
from hypothesis import given, settings
from hypothesis import strategies as st

from openfactory.shared.documents.files.docx_reading import read_docx
from openfactory.shared.documents.files.docx_writing import write_docx
from openfactory.shared.documents.files.printed import Printed, Volume

EXAMPLES = {
    "headings": [h(level, f"Level {level}") for level in range(1, 7)],
    "marks": [
        p(
            *("plain ", text("bold", "bold"), text("italic", "italic"), text(" both", "bold", "italic")),
            *(text("under", "underline"), text("struck", "strike"), text("a_b(c)", "code"), " end "),
        )
    ],
    "links": [
        p(
            *(text("web", link("https://example.com/a?b=c&d=%20e#f")), ", ", text("mail", link("mailto:a@b.example"))),
            *(text("titled", link("https://example.com", 'a "title" & more')), text("here", link("#pumps"))),
            *(text("bold", link("https://example.com/b"), "bold"), text("under", link("../c.md"), "underline")),
            *(text("code", link("https://example.com/d"), "code"), text("x", link("https://example.com/e"))),
        ),
        h(2, "Pumps"),
    ],
    "hard breaks": [p("one", node("hardBreak"), "two", node("hardBreak"), node("hardBreak"), "four")],
    "white space": [p("  two  spaces  "), p("a\ttab"), p(" "), p(), p("no\u00a0break"), p("after")],
    "any script": [p("Łódź Ωμέγα Привет 需求文档 日本語 한국어 שלום → ≤ ∑ ✓ 😀 👩‍💻 <b>&amp;</b> ]]>")],
    "nested lists": [
        ul("one", [p("two"), ol("a", [p("b"), ul("x", "y")], "c"), p("still two")], "three"),
        p("between"),
        ol("first", [p("second"), p("more of it"), ol("deep", start=7)]),
    ],
    "starts": [ol("nine", "ten", start=9), p("between"), ol("none", start=0), p("between"), ol("one")],
    "lists that touch": [ul("a"), ul("b"), ol("1"), ol("1"), tasks((False, "t")), tasks((True, "u"))],
    "tasks": [
        tasks((False, "open"), (True, "done"), (True, [p("nested"), tasks((False, "inner"), (True, "ticked"))])),
        ul([p("in a list"), tasks((True, "x"))]),
        tasks((False, [p()])),
    ],
    "empty items": [ul([p()], "b", [p(), ol([p()])])],
    "code": [
        code("def f():\n\treturn 1\n\n  # end\n", "python"),
        code("plain"),
        code("next to it"),
        code("x", "c++"),
        code("y", "a, b: 100%"),
        code(""),
        code("\n"),
    ],
    "diagrams": [code("graph TD\n  A --> B", "mermaid"), p("after")],
    "quotes": [
        quote(p("one"), p("two")),
        quote(p("another")),
        p("between"),
        quote(h(3, "Heading"), ul("a", [p("b"), p("c")]), quote(p("inner")), code("x\ny", "js"), p("outer")),
        ul([p("item"), quote(p("quoted"), ol("1", "2"), p("still quoted")), p("item again")]),
        quote(table(["a", "b"], [cell("1"), cell("2")])),
        quote(node("horizontalRule"), quote(quote(p("deep")))),
    ],
    "rules": [p("above"), node("horizontalRule"), node("horizontalRule"), p("below")],
    "tables": [
        table(
            [cell("Left", header=True, align="left"), cell("Center", header=True, align="center"), "None"],
            [cell("a", align="left"), cell("b", align="center"), cell("c", align="right")],
        ),
        table(["a", "b"], [cell("1"), cell("2")]),
        table([cell("no"), cell("header")], [cell("at"), cell("all")]),
        p("between"),
        table([cell("Row", header=True), cell("1")], [cell("Row", header=True), cell("2")]),
        ul([p("in a list"), table(["a"], [cell("1")]), p("after")]),
    ],
    "merged cells": [
        table(
            [cell("A", header=True, colspan=2), cell("B", header=True)],
            [cell("tall", rowspan=2), cell("x"), cell("y")],
            [cell("z", colspan=2)],
            [cell("1"), cell("2"), cell("3")],
        ),
        table([cell("square", rowspan=2, colspan=2), cell("a")], [cell("b")], [cell("c"), cell("d"), cell("e")]),
    ],
    "blocks in cells": [
        table(
            ["Topic", "Detail"],
            [cell(p("one"), p("two")), cell(ul("a", [p("b"), ol("c", start=4)]), code("x\ny", "sql"))],
            [cell(h(4, "Heading"), quote(p("quoted"))), cell(table([cell("in"), cell("ner")]), p("after"))],
            [cell(table([cell("last")])), cell()],
        )
    ],
    "images": [
        p(image(picture_address(), alt="A pump", title="Pump 7")),
        p(
            "in ",
            image(picture_address(30, 30, "jpeg")),
            " text ",
            image(picture_address(9, 9, "gif"), alt='"quoted" <alt>'),
        ),
        p(image(picture_address())),
        p(image("https://example.com/a.png", alt="Remote"), image("images/b.png", title="Relative"), image("c.png")),
    ],
    "mentions": [p("for ", node("mention", id="5f0c1f9e-6a0e-4c63-9be5-0d0d5b1f2a11", label="Zoë O'Brien"), ".")],
    "nothing": [],
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_comes_back(name):
    assert again(*EXAMPLES[name]) == doc(*EXAMPLES[name])


def test_all_of_it_comes_back():
    blocks = [block for example in EXAMPLES.values() for block in [*example, h(1, "Next")]]

    assert again(*blocks) == doc(*blocks)


def test_a_heading_that_says_the_title_comes_back():
    content = doc(h(1, "Pumps"), p("Text."))

    assert read_docx(write_docx(Volume([Printed("Pumps", content, ("Version 3",))]))) == content


def test_many_documents_come_back_as_one():
    contents = [Printed("Pumps", doc(h(2, "Why"), p("a")), ("v1",)), Printed("Valves", doc(p("b")), ("v2",))]

    seen = read_docx(write_docx(Volume(contents)))

    assert seen == doc(h(1, "Pumps"), h(2, "Why"), p("a"), h(1, "Valves"), p("b"))


def test_webp_becomes_png():
    (paragraph,) = again(p(image(picture_address(kind="webp"), alt="x")))["content"]

    assert paragraph["content"][0]["attrs"]["src"].startswith("data:image/png;base64,")


# Texts that Word has another meaning for are left out: boxes begin tasks, and XML cannot hold some characters.
words = st.text(
    st.one_of(
        st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs")), st.sampled_from("äłΩЖ漢→✓😀\t\u00a0")
    ),
    min_size=1,
    max_size=12,
)
addresses = st.sampled_from(["https://example.com/a?b=c", "mailto:a@b.example", "../other.md", "#place"])
links = st.builds(link, addresses, st.one_of(st.none(), words))
marks = st.one_of(
    st.lists(st.sampled_from(["bold", "italic", "underline", "strike"]), max_size=3, unique=True),
    st.just(["code"]),
)
texts = st.builds(
    lambda value, mark, linked: text(value, *mark, *([linked] if linked else [])), words, marks, st.none() | links
)
inline = st.lists(
    st.one_of(texts, st.just(node("hardBreak")), st.just(image(picture_address(3, 2), alt="x"))), max_size=5
)
paragraphs = st.builds(lambda content: node("paragraph", *content), inline)
headings = st.builds(
    lambda level, content: {**node("heading", *content), "attrs": {"level": level}}, st.integers(1, 6), inline
)
codes = st.builds(
    code,
    st.lists(st.one_of(words, st.just("")), max_size=4).map("\n".join),
    st.one_of(st.none(), st.sampled_from(["python", "c++", "mermaid", "objective-c", "x y", "100%"])),
)


def lists(blocks: st.SearchStrategy) -> st.SearchStrategy:
    entries = st.lists(
        st.builds(lambda first, others: [first, *others], paragraphs, st.lists(blocks, max_size=2)),
        min_size=1,
        max_size=3,
    )
    ticked = st.builds(lambda bodies, done: tasks(*((done, body) for body in bodies)), entries, st.booleans())
    return st.one_of(
        entries.map(lambda bodies: ul(*bodies)),
        st.builds(lambda bodies, start: ol(*bodies, start=start), entries, st.integers(0, 1000)),
        ticked,
    )


@st.composite
def tables(draw: st.DrawFn, blocks: st.SearchStrategy) -> dict:
    columns, rows = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    has_header = draw(st.booleans())

    def one(row: int) -> dict:
        align = draw(st.sampled_from([None, "left", "center", "right"]))
        first, others = draw(paragraphs), draw(st.lists(blocks, max_size=1))
        return cell(first, *others, header=has_header and row == 0, align=align)

    return table(*[[one(row) for _ in range(columns)] for row in range(rows)])


flat = st.one_of(paragraphs, headings, codes, st.just(node("horizontalRule")))
blocks = st.recursive(
    flat,
    lambda inner: st.one_of(lists(inner), st.builds(quote, inner), st.builds(quote, inner, inner), tables(inner)),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60)
@given(st.lists(blocks, max_size=5))
def test_anything_that_word_can_express_comes_back(content):
    assert again(*content) == doc(*content)
