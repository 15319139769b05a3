"""Whatever a document holds: Markdown keeps all that it can express, and the text of the rest.

`MARKDOWN_EXAMPLES=20000 pytest …` searches longer, and at random.
"""

from __future__ import annotations

import os
import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openfactory.shared.documents.content.addresses import is_image, is_link
from openfactory.shared.documents.content.markdown import read_markdown, write_markdown
from openfactory.shared.documents.content.schema import canonical, check
from openfactory.shared.documents.content.text import plain_text

EXAMPLES = int(os.environ.get("MARKDOWN_EXAMPLES", "0"))
searching = settings(
    max_examples=EXAMPLES or 100,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck) if EXAMPLES else [],
)
Node = dict[str, Any]
Nodes = st.SearchStrategy[Node]


def node(kind: str, content: list[Node] | None = None, **attributes: Any) -> Node:
    return {"type": kind, "attrs": attributes, "content": content or []}


# Texts that would mean something, and characters beside which emphasis has its rules.
ODD = list("ab1 é。*_~`[]()<>!\\&;#-+.:|x\t\n=\"'\u00a0\u2028@/{}$^,?%\ufeff\r\x0c😀²€")
MEANINGFUL = [
    *("[x](y)", "**a**", "_a_", "1. a", "- a", "# a", "---", "===", "```", "~~~", "<br>", "<http://a>", "&amp;"),
    *("| a |", "|-|", "[ ] a", "a ", "  a", "> a", "* * *", "[a]: b", "snake_case", "3 * 4", "a < b", "1) x", "&#32;"),
    *("a#", "#", "__init__", "*args", "<a@b>", "http://x", "x`y", "``", "]:", "](", "\\", "!"),
]
meaningful = st.sampled_from(MEANINGFUL)
odd = st.text(st.sampled_from(ODD) | st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=8)
words = odd | meaningful | st.tuples(meaningful, odd).map("".join)
addresses = words | st.sampled_from(["http://a", "/x (1)", "", "#y", "mailto:a@b.c", "http://a/b_(c)", "x y", "(("])


def given_ones(**attributes: str | None) -> Node:
    return {name: value for name, value in attributes.items() if value}


def text(words: str, emphasis: set[str], link: Node | None, is_code: bool) -> Node:
    marks = [{"type": "link", "attrs": link}] if link is not None else []
    marks += [{"type": name} for name in (["code"] if is_code else sorted(emphasis))]
    words = re.sub(r"[\r\n]", " ", words) if is_code else words
    return {"type": "text", "text": words, "marks": marks}


links = st.builds(
    lambda href, title: {"href": href, **given_ones(title=title)}, addresses.filter(is_link), st.none() | words
)
emphasis = st.sets(st.sampled_from(["bold", "italic", "strike"]))
addressed = st.sampled_from(["http://a", "mailto:a@b.c", "https://x/y?z=1&amp;2"]).map(
    lambda href: text(href.removeprefix("mailto:"), set(), {"href": href}, False)
)
images = st.builds(
    lambda src, alt, title: node("image", src=src, **given_ones(alt=alt, title=title)),
    addresses.filter(is_image),
    st.none() | words,
    st.none() | words,
)
mentions = st.builds(
    lambda label: node("mention", id="12345678-1234-1234-1234-123456789abc", **given_ones(label=label)),
    st.none() | words,
)
texts = st.builds(text, words, emphasis, st.none() | links, st.booleans())
plain = st.builds(text, words, emphasis, st.none(), st.just(False))
inline = st.lists(texts | plain | addressed | images | mentions | st.just(node("hardBreak")), max_size=6)


def without_last_breaks(content: list[Node]) -> list[Node]:
    while content and content[-1]["type"] == "hardBreak":
        content.pop()
    return content


lines = inline.map(without_last_breaks)
paragraphs = lines.filter(bool).map(lambda content: node("paragraph", content))
headings = st.builds(lambda level, content: node("heading", content, level=level), st.integers(1, 6), inline)
languages = st.sampled_from([None, "js", "mermaid", "c++", "a`b", "~x", "~`", "a&amp;b", "a\\b", "a|b"])
code = st.builds(
    lambda text, language: node("codeBlock", [{"type": "text", "text": text}], language=language),
    st.text(alphabet="`~ab \t\n>-|*#é\u2028"),
    languages,
)
rules = st.just(node("horizontalRule"))


@st.composite
def tables(draw: st.DrawFn) -> Node:
    aligns = draw(st.lists(st.sampled_from([None, "left", "center", "right"]), min_size=1, max_size=3))
    kinds = ["tableHeader", *["tableCell"] * draw(st.integers(0, 2))]
    rows = [[node(kind, [node("paragraph", draw(inline))], align=align) for align in aligns] for kind in kinds]
    return node("table", [node("tableRow", row) for row in rows])


def containers(blocks: Nodes) -> Nodes:
    @st.composite
    def items(draw: st.DrawFn, kind: str) -> Node:
        first, others = draw(lines), draw(st.lists(blocks, max_size=2))
        if not first and others and others[0]["type"] == "paragraph":
            return node(kind, others)  # Markdown knows no empty paragraph before another
        return node(kind, [node("paragraph", first), *others])

    def several(kind: str) -> st.SearchStrategy[list[Node]]:
        return st.lists(items(kind), min_size=1, max_size=3)

    tasks = st.builds(lambda task, checked: {**task, "attrs": {"checked": checked}}, items("taskItem"), st.booleans())
    starts = st.sampled_from([0, 1, 2, 10, 999_999_998])
    return (
        st.lists(blocks, max_size=3).map(lambda found: node("blockquote", found))
        | several("listItem").map(lambda found: node("bulletList", found))
        | st.builds(lambda found, start: node("orderedList", found, start=start), several("listItem"), starts)
        | st.lists(tasks, min_size=1, max_size=3).map(lambda found: node("taskList", found))
    )


def documents(blocks: Nodes) -> Nodes:
    return st.lists(blocks, max_size=4).map(lambda found: canonical({"type": "doc", "content": found}))


blocks = st.recursive(paragraphs | headings | code | rules | tables(), containers, max_leaves=8)


@searching
@given(documents(paragraphs))
def test_paragraphs_come_back_as_they_were(document: Node) -> None:
    assert read_markdown(write_markdown(document)) == document


@searching
@given(documents(blocks))
def test_all_that_markdown_can_express_comes_back_as_it_was(document: Node) -> None:
    assert read_markdown(write_markdown(document)) == document


# And what it cannot: underlined texts, controls, empty paragraphs, spans, blocks in cells, headings anywhere.
any_emphasis = st.sets(st.sampled_from(["bold", "italic", "strike", "underline"]))
any_words = words | st.text(alphabet="a\x01\x1c\x85\ufffe *_`", min_size=1, max_size=5)
any_inline = st.lists(
    st.builds(text, any_words, any_emphasis, st.none() | links, st.booleans()) | images | st.just(node("hardBreak")),
    max_size=5,
)
any_paragraph = any_inline.map(lambda content: node("paragraph", content))


def any_container(blocks: Nodes) -> Nodes:
    found = st.lists(blocks, max_size=3)
    spans = st.sampled_from([1, 1, 1, 2, 3])
    cells = st.builds(
        lambda kind, align, columns, rows, content: node(kind, content, align=align, colspan=columns, rowspan=rows),
        st.sampled_from(["tableHeader", "tableCell"]),
        st.sampled_from([None, "left"]),
        spans,
        spans,
        found,
    )
    rows = st.lists(cells, min_size=1, max_size=3).map(lambda cells: node("tableRow", cells))
    items = st.lists(found.map(lambda content: node("listItem", content)), max_size=3)
    return (
        found.map(lambda content: node("blockquote", content))
        | st.lists(rows, min_size=1, max_size=3).map(lambda rows: node("table", rows))
        | items.map(lambda items: node("bulletList", items))
        | st.builds(lambda items, start: node("orderedList", items, start=start), items, st.integers(0, 999_999_999))
        | found.map(lambda content: node("taskList", [node("taskItem", content)]))
    )


any_blocks = st.recursive(any_paragraph | headings | code | rules, any_container, max_leaves=7)


def letters(document: Node) -> str:
    """Its text, but for white space and for what is no text."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ufffe\ufffd]+", "", plain_text(document))


@searching
@given(documents(any_blocks))
def test_no_text_is_lost_and_the_rest_settles(document: Node) -> None:
    written = write_markdown(document)

    read = read_markdown(written)
    check(read)
    assert letters(read) == letters(document)
    assert write_markdown(read) == written
    assert read_markdown(write_markdown(read)) == read
