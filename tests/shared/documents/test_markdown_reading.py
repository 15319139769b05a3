"""What Markdown says, as content."""

from __future__ import annotations

from typing import Any

import pytest

from openfactory.shared.documents.content.markdown import read_markdown
from openfactory.shared.documents.content.schema import check
from openfactory.shared.documents.content.text import plain_text

ANN = "12345678-1234-1234-1234-123456789abc"


def read(text: str) -> list[dict[str, Any]]:
    """The blocks of a text, in canonical form."""
    document = read_markdown(text)
    check(document)
    return document.get("content", [])


def inline(text: str) -> list[dict[str, Any]]:
    """The inline nodes of a text of one paragraph."""
    [paragraph] = read(text)
    assert paragraph["type"] == "paragraph"
    return paragraph["content"]


def t(text: str, *marks: str | dict[str, Any]) -> dict[str, Any]:
    written = [mark if isinstance(mark, dict) else {"type": mark} for mark in marks]
    return {"type": "text", "text": text, **({"marks": written} if written else {})}


def p(*content: dict[str, Any] | str) -> dict[str, Any]:
    nodes = [t(node) if isinstance(node, str) else node for node in content]
    return {"type": "paragraph", **({"content": nodes} if nodes else {})}


def node(kind: str, *content: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"type": kind}
    if attributes:
        found["attrs"] = attributes
    if content:
        found["content"] = list(content)
    return found


def link(href: str, **attributes: str) -> dict[str, Any]:
    return {"type": "link", "attrs": {"href": href, **attributes}}


def test_nothing_is_an_empty_document() -> None:
    assert read_markdown("") == {"type": "doc"}
    assert read_markdown(" \n\n\t\n") == {"type": "doc"}


def test_headings_of_both_kinds() -> None:
    assert read("# One #\n\n### Three\n\nTwo\nlines\n---\n") == [
        node("heading", t("One"), level=1),
        node("heading", t("Three"), level=3),
        node("heading", t("Two lines"), level=2),
    ]


def test_a_line_end_is_a_space_and_a_hard_break_is_one() -> None:
    assert inline("one\n  two  \nthree\\\nfour") == [
        t("one two"), node("hardBreak"), t("three"), node("hardBreak"), t("four"),
    ]  # fmt: skip


def test_marks_and_what_they_nest() -> None:
    assert inline("*a **b*** ~~c~~ `d` **e `f` g**") == [
        t("a ", "italic"), t("b", "bold", "italic"), t(" "), t("c", "strike"), t(" "), t("d", "code"), t(" "),
        t("e ", "bold"), t("f", "code"), t(" g", "bold"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](/b)", t("a", link("/b"))),
        ('[a](<b c> "T")', t("a", link("b c", title="T"))),
        ("[a][r]\n\n[r]: http://x 'T'", t("a", link("http://x", title="T"))),
        ("<https://x.org/?a=1&b>", t("https://x.org/?a=1&b", link("https://x.org/?a=1&b"))),
        ("<a@b.org>", t("a@b.org", link("mailto:a@b.org"))),
        ("[`a`](#b)", t("a", link("#b"), "code")),
        ("[*a*](mailto:a@b.org)", t("a", link("mailto:a@b.org"), "italic")),
        ("[](http://x)", t("http://x", link("http://x"))),
    ],
)
def test_links(text: str, expected: dict[str, Any]) -> None:
    assert inline(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "![a](javascript:alert(1))",
        "<javascript:alert(1)>",
        "![a](data:text/html;base64,AAAA)",
        "[a](data:image/png;base64,AAAA)",
        '[a](file:///etc/passwd "T")',
        "![a](mailto:a@b.org)",
    ],
)
def test_what_leads_to_a_refused_address_stays_text(text: str) -> None:
    assert inline(text) == [t(text)]


@pytest.mark.parametrize("href", ["java&#10;script:a", "&#32;javascript:a", "JAVASCRIPT:a", "java&Tab;script&colon;a"])
def test_a_refused_scheme_cannot_be_hidden(href: str) -> None:
    assert [piece.get("marks") for piece in inline(f"[a]({href})")] == [None]


def test_images_are_inline() -> None:
    assert inline('see ![the *a*](b.png "T") and ![](data:image/png;base64,AAAA)') == [
        t("see "), node("image", src="b.png", alt="the a", title="T"),
        t(" and "), node("image", src="data:image/png;base64,AAAA"),
    ]  # fmt: skip


def test_the_address_of_a_linked_image_is_kept() -> None:
    assert inline("[![build](badge.svg)](https://ci)") == [
        node("image", src="badge.svg", alt="build"), t("https://ci", link("https://ci")),
    ]  # fmt: skip


def test_mentions() -> None:
    assert inline(f"**Hi** [@Ann *B.*](mention:{ANN})!") == [
        t("Hi", "bold"), t(" "), node("mention", id=ANN, label="Ann B."), t("!"),
    ]  # fmt: skip
    assert inline("[@Ann](mention:ann)") == [t("@Ann", link("mention:ann"))]


def test_html_is_text() -> None:
    assert inline("<b>a</b> <!-- c --> <br>") == [t("<b>a</b> <!-- c --> <br>")]
    assert read("<div>\n<p>\n\nx") == [p("<div> <p>"), p("x")]


def test_entities_and_escapes_are_characters() -> None:
    assert inline(r"&lt;b&gt; &amp;amp; &#9731; \*a\* \&lt; &nope;") == [t("<b> &amp; ☃ *a* &lt; &nope;")]


def test_code_blocks() -> None:
    assert read("```c++ title=x\na\n\n\n```\n\n    b\n      c\n\n~~~\n```\n~~~\n\n```mermaid\ngraph TD\n```") == [
        node("codeBlock", t("a\n\n"), language="c++"),
        node("codeBlock", t("b\n  c")),
        node("codeBlock", t("```")),
        node("codeBlock", t("graph TD"), language="mermaid"),
    ]


def test_tight_and_loose_lists_are_the_same() -> None:
    tight = read("- a\n  - b\n  - c\n- d\n")
    loose = read("* a\n\n  * b\n\n  * c\n\n* d\n")

    nested = node("bulletList", node("listItem", p("b")), node("listItem", p("c")))
    assert tight == loose == [node("bulletList", node("listItem", p("a"), nested), node("listItem", p("d")))]


def test_ordered_lists_have_a_start() -> None:
    assert read("1. a\n2. b") == [node("orderedList", node("listItem", p("a")), node("listItem", p("b")))]
    assert read("7) a") == [node("orderedList", node("listItem", p("a")), start=7)]


def test_an_item_begins_with_a_paragraph() -> None:
    assert read("- ```\n  a\n  ```\n-") == [
        node("bulletList", node("listItem", p(), node("codeBlock", t("a"))), node("listItem", p()))
    ]


def test_tasks() -> None:
    assert read("- [ ] a\n- [x] b\n\n  more\n- [X]\n") == [
        node(
            "taskList",
            node("taskItem", p("a")),
            node("taskItem", p("b"), p("more"), checked=True),
            node("taskItem", p(), checked=True),
        )
    ]


def test_tasks_among_other_items_make_several_lists() -> None:
    assert read("- a\n- [x] b\n- \\[ ] c\n- [d](e)") == [
        node("bulletList", node("listItem", p("a"))),
        node("taskList", node("taskItem", p("b"), checked=True)),
        node("bulletList", node("listItem", p("[ ] c")), node("listItem", p(t("d", link("e"))))),
    ]
    assert read("1. [ ] a") == [node("orderedList", node("listItem", p("[ ] a")))]


def test_tables() -> None:
    table = read("| a | b |\n|:-:|---|\n| c \\| `d\\|e` | f<br>g | dropped |\n| h |")

    assert table == [
        node(
            "table",
            node("tableRow", node("tableHeader", p("a"), align="center"), node("tableHeader", p("b"))),
            node(
                "tableRow",
                node("tableCell", p("c | ", t("d|e", "code")), align="center"),
                node("tableCell", p("f", node("hardBreak"), "g")),
            ),
            node("tableRow", node("tableCell", p("h"), align="center"), node("tableCell", p())),
        )
    ]


def test_quotes_and_breaks() -> None:
    assert read("> a\nlazy\n>\n> > b\n\n***\n\n>") == [
        node("blockquote", p("a lazy"), node("blockquote", p("b"))),
        node("horizontalRule"),
        node("blockquote", p()),
    ]


def test_front_matter_is_a_code_block() -> None:
    assert read("---\ntitle: A\ntags: [b]\n---\n# C") == [
        node("codeBlock", t("title: A\ntags: [b]"), language="yaml"),
        node("heading", t("C"), level=1),
    ]


def test_a_document_may_begin_with_a_thematic_break() -> None:
    assert read("---\n\nA\n\n---\n") == [node("horizontalRule"), p("A"), node("horizontalRule")]
    assert read("---\ntitle: A") == [node("horizontalRule"), p("title: A")]


def test_what_is_no_character_is_replaced() -> None:
    assert inline("\ufeffa\x00b\x1bc\ud800\r") == [t("a\ufffdb\ufffdc\ufffd")]


@pytest.mark.parametrize("opening", ["> ", "- ", "1. "])
def test_what_is_nested_too_deep_is_text(opening: str) -> None:
    [block] = read(opening * 500 + "a")

    text = plain_text({"type": "doc", "content": [block]})
    depth = 0
    while block["type"] != "paragraph":
        block, depth = block["content"][-1], depth + 1
    assert depth == 40
    assert text.endswith("a")
    assert text.count(opening.strip()) == (500 - 40 if opening == "> " else 500 - 20)


def test_a_document_of_too_many_nodes_is_refused() -> None:
    with pytest.raises(ValueError, match="nodes"):
        read_markdown("# " + "<br>" * 250_000)


def test_long_attributes_make_text_of_images_and_links() -> None:
    assert inline(f"![{'a' * 2001}](b)") == [t(f"![{'a' * 2001}](b)")]
    assert inline(f'[a](b "{"t" * 2001}")') == [t(f'[a](b "{"t" * 2001}")')]
    assert inline(f"[a](http://x/{'y' * 4000})") == [t(f"[a](http://x/{'y' * 4000})")]
