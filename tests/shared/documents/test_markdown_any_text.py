"""Whatever text is read as Markdown: a valid content, which Markdown then expresses without any change.

`MARKDOWN_EXAMPLES=20000 pytest …` searches longer, and at random.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openfactory.shared.documents.content.markdown import read_markdown, write_markdown
from openfactory.shared.documents.content.schema import check
from openfactory.shared.documents.content.text import plain_text

EXAMPLES = int(os.environ.get("MARKDOWN_EXAMPLES", "0"))
searching = settings(
    max_examples=EXAMPLES or 300,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck) if EXAMPLES else [],
)

FRAGMENTS = [
    *("*", "**", "***", "_", "__", "~~", "~", "`", "``", "```", "~~~", "[", "]", "(", ")", "](", "![", "<", ">", "!"),
    *("*b*", "**c**", "_a_", "~~d~~", "`c`", "[a *b](c)", "](x)", '"t"', " 'y'", "[r]", "[r]: /u 't'\n", "![i](s)"),
    *("<b>", "<br>", "<!--", "<http://a.b>", "<a@b.c>", "http://a.b", "javascript:alert(1)", "(javascript:x)"),
    *("data:image/png;base64,AA", "[@A](mention:12345678-1234-1234-1234-123456789abc)", "mailto:a@b.c"),
    *("&amp;", "&", "&#32;", "&#10;", "&nbsp;", "&#x41;", "\\", "\\\n", "  \n", "\n", "\n\n", " ", "    ", "\t"),
    *("# ", "## ", "#", "- ", "* ", "+ ", "-", "1. ", "2) ", "10. ", "> ", "---", "===", "=", "+", "***", "- [ ] "),
    *("- [x] ", "[ ] ", "|", "| a | b |\n|---|:-:|\n", "|-|\n", "\n|", "```js\n", "\n  ", "\n    ", "\n> ", "\n- "),
    *("a", "b", "x1", "1", ".", ":", "é", "。", "“", "€", "\u00a0", "\u2028", "\ufeff", "\x0c", "\x00", "\x1c", "@"),
]
fragments = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)
characters = st.text(alphabet="*_~`[]()<>!\\&;# \n-+1.)>|ab:x\t=\"'\u00a0é", max_size=60)


def indented(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Blocks in quotes, in items, in fences, and after each other."""

    def within(parts: tuple[str, str, str]) -> str:
        first, rest, block = parts
        return first + block.replace("\n", f"\n{rest}")

    openings = st.sampled_from(["> ", "- ", "* ", "1. ", "3) ", "- [ ] ", "-   ", "-\t", "```\n"])
    return st.tuples(openings, st.sampled_from(["> ", "  ", "   ", "    ", ""]), blocks).map(within) | st.tuples(
        blocks, st.sampled_from(["\n", "\n\n"]), blocks
    ).map("".join)


texts = fragments | characters | st.recursive(st.lists(st.sampled_from(FRAGMENTS), max_size=6).map("".join), indented)


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("content", []):
        yield from nodes(child)


def assert_settled(text: str) -> dict[str, Any]:
    """It is read as a valid content, which does not change on any further trip."""
    content = read_markdown(text)
    check(content)
    written = write_markdown(content)
    assert read_markdown(written) == content
    assert write_markdown(read_markdown(written)) == written
    return content


@searching
@given(texts)
def test_content_read_once_does_not_change_again(text: str) -> None:
    assert_settled(text)


SCHEMES = ["javascript:", "JavaScript:", "vbscript:", "data:text/html,", "data:image/svg+xml;base64,", "file:", "x:"]
addresses = st.lists(
    st.sampled_from(
        [*SCHEMES, "http://a", "mailto:", "/", "&#9;", "&Tab;", "&colon;", "\\:", "%6a", "\u200b", "a", " "]
    ),
    max_size=4,
).map("".join)
links = st.tuples(st.sampled_from(["[a](<{}>)", "![a]({})", "[a]({} 't')", "<{}>", "[r]\n\n[r]: {}"]), addresses).map(
    lambda pair: pair[0].format(pair[1])
)


PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]*")


def scheme(address: str) -> str:
    """As browsers find it, who drop some characters (WHATWG URL Standard)."""
    address = re.sub(r"[\t\n\r]", "", address).lstrip("".join(map(chr, range(33))))
    match = re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
    return match[1].lower() if match else ""


@searching
@given(st.lists(links | st.sampled_from(FRAGMENTS), max_size=6).map("".join))
def test_no_script_is_left_in_an_address(text: str) -> None:
    content = assert_settled(text)

    links = [mark["attrs"]["href"] for node in nodes(content) for mark in node.get("marks", []) if "attrs" in mark]
    pictures = [node["attrs"]["src"] for node in nodes(content) if node["type"] == "image"]
    assert {scheme(address) for address in links} <= {"", "http", "https", "mailto", "mention"}
    assert {scheme(address) for address in pictures if not PICTURE.fullmatch(address)} <= {"", "http", "https"}


SPECIFICATION = [
    "*foo bar*",
    "a * foo bar*",
    'a*"foo"*',
    "*\u00a0a\u00a0*",
    "foo*bar*",
    "_foo_bar_baz_",
    "foo-_(bar)_",
    "*(**foo**)*",
    "**Gomphocarpus (*Gomphocarpus physocarpus*, syn.\n*Asclepias physocarpa*)**",
    '**foo "*bar*" foo**',
    "*foo**bar**baz*",
    "*foo**bar*",
    "***foo** bar*",
    "*foo**bar***",
    "foo******bar*********baz",
    "*foo __bar *baz bim__ bam*",
    "**foo*bar**baz*",
    "`` foo ` bar ``",
    "` `` `",
    "*foo`*`",
    "[not a `link](/foo`)",
    "[link](foo\\)\\:)",
    '[link](/url "title \\"&quot;")',
    "[link [foo [bar]]](/uri)",
    "[link *foo **bar** `#`*](/uri)",
    "[foo *[bar [baz](/uri)](/uri)*](/uri)",
    "![[[foo](uri1)](uri2)](uri3)",
    "[![moon](moon.jpg)](/uri)",
    "*[foo*](/uri)",
    "[foo`](/uri)`",
    "[foo]: <bar>(baz)\n\n[foo]",
    '[foo]: /url "title" ok',
    "[`]:`](x)",
    "- foo\n\n\tbar",
    ">\t\tfoo",
    "-\t\tfoo",
    " - foo\n   - bar\n\t - baz",
    "1.  A paragraph\n    with two lines.\n\n        indented code\n\n    > A block quote.",
    "- a\n > b\n ```\n c\n ```\n- d",
    "* a\n  > b\n  >\n* c",
    "> 1. > Blockquote\ncontinued here.",
    "- foo\n-\n- bar",
    "-\n  foo\n-\n  ```\n  bar\n  ```",
    "10) foo\n    - bar",
    "- - foo",
    "1. - 2. foo",
    "- # Foo\n- Bar\n  ---\n  baz",
    "- foo\n- bar\n+ baz",
    "<!-- -->\n- a\n\n<!-- -->\n\n- b",
    "Foo\nBar\n===",
    "# foo \\###",
    "### foo #\\##",
    "`Foo\n----\n`",
    "- Foo\n***\n- bar",
    "* Foo\n* * *\n* Bar",
    "~~~  ruby startline=3 $%@#$\ndef foo(x)\n~~~~~~~",
    "``` ```\naaa",
    "foo\\\n     bar",
    "foo  \n     bar  ",
    "| a | b |\n| - | :-: |\n| `\\|` | **\\|** |\n> bar",
    "| a |\n--- | ---",
    "~~Hi~~ Hello, ~there~ world!",
    "This will ~~~not~~~ strike.",
    "- [ ] foo\n  - [x] bar\n  - baz\n    1. [ ] bim",
    "- [ ]\n  ```\n  a\n  ```",
]


@pytest.mark.parametrize("text", SPECIFICATION)
def test_the_hard_cases_of_the_specifications_settle(text: str) -> None:
    assert_settled(text)


LARGE = 30_000
HOSTILE = {
    "quotes": ">" * LARGE,
    "quotes over lines": (">" * 50 + "a\n") * 500,
    "lists": "* - " * (LARGE // 4),
    "indented lists": "".join("  " * depth + "- a\n" for depth in range(300)),
    "brackets": "[" * LARGE,
    "brackets around a link": "[" * (LARGE // 2) + "a](b)" * (LARGE // 10),
    "brackets of images": "![" * 5000 + "](b)" * 5000,
    "links without an end": "[a](b" * (LARGE // 5),
    "emphasis": "*a " * (LARGE // 3),
    "emphasis of two kinds": "*a _b " * (LARGE // 6),
    "emphasis within": "*a **b " * 3000 + "c** d*" * 3000,
    "delimiters": "a**b" * (LARGE // 4),
    "backticks": "".join("`" * length + "a" for length in range(1, 400)),
    "angle brackets": "<a:" * (LARGE // 3),
    "backslashes": "\\" * LARGE,
    "definitions": "[a]: b\n" * 5000,
    "lines": "a\n" * (LARGE // 2),
    "front matter": "---\na:" + ":" * 20_000 + "\n" + "x\n" * 10_000,
    "a wide table": "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n|",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_read_to_their_end(text: str) -> None:
    content = assert_settled(f"{text}\n\n\n# the end")

    assert "the end" in plain_text(content)
