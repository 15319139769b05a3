"""Content as Markdown: readable, escaped where it must be and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from openfactory.shared.documents.content.markdown import read_markdown, write_markdown
from openfactory.shared.documents.content.schema import canonical
from openfactory.shared.documents.content.text import plain_text

ANN = "12345678-1234-1234-1234-123456789abc"


def content(*blocks: dict[str, Any]) -> dict[str, Any]:
    return canonical({"type": "doc", "content": list(blocks)})


def p(*texts: str | dict[str, Any]) -> dict[str, Any]:
    nodes = [{"type": "text", "text": text} if isinstance(text, str) else text for text in texts]
    return {"type": "paragraph", "content": nodes}


def marked(text: str, *marks: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "marks": [{"type": mark} for mark in marks]}


def linked(text: str, href: str, *marks: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "marks": [{"type": "link", "attrs": {"href": href}}, *map(_mark, marks)]}


def _mark(name: str) -> dict[str, Any]:
    return {"type": name}


def node(kind: str, *children: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    return {"type": kind, "attrs": attributes, "content": list(children)}


BREAK = {"type": "hardBreak"}


def written(*blocks: dict[str, Any]) -> str:
    """The Markdown of blocks that Markdown can express."""
    document = content(*blocks)
    text = write_markdown(document)
    assert read_markdown(text) == document
    return text


def test_a_document_reads_as_people_write_it() -> None:
    text = f"""\
# Claims

A work order is **held by *one* person**, ~~always~~ for `30` minutes\\
at most. Ask [@Ann](mention:{ANN}), or see <https://example.com> and [the *rules*](/rules "Rules").

## Steps

1. Claim
   - the order
   - its parts
2. Release

- [ ] open
- [x] done
  - [ ] but for this

> Nobody waits.
>
> ![A queue](queue.png)

| Name | Value |
| --- | ---: |
| a\\|b | `x\\|y` |
| one<br>two |  |

```python
def claim() -> None:

    ...
```

---

- a

  more
- b
""".replace("\n- b\n", "\n\n- b\n")

    assert write_markdown(read_markdown(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "snake_case and SNAKE_CASE_2",
        "3 * 4 _ 5",
        "a < b <= c <- d <3",
        "C# and #1",
        "in 1) x and 2. y",
        "a - b + c > d = e",
        "AT&T & co; R&D;",
        "~5 minutes, a~b",
        "list[0] and [a] and [[wiki]]",
        "C:\\dir\\file",
        "Hello! What?",
        "*args",
        "**kwargs may follow",
        "_private",
        "a | b",
        "f(x): {y} $z @a ^b 100%",
        "a@b.org https://example.com/a_b",
        "-1",
        "1.5",
        "#tag",
        "+x",
        "one ` backtick",
        "see [1], then (2)",
        "=> x",
        "日本語。 é",
    ],
)
def test_plain_prose_stays_as_it_is(text: str) -> None:
    assert written(p(text)) == f"{text}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a", r"\# a"),
        ("#", r"\#"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("* a", r"\* a"),
        ("1. a", r"1\. a"),
        ("12) a", r"12\) a"),
        ("> a", r"\> a"),
        ("---", r"\---"),
        ("***", r"\***"),
        ("___", r"\___"),
        ("```", r"\```"),
        ("~~~", r"\~~~"),
        ("*a* _b_", r"\*a\* \_b\_"),
        ("`a`", r"\`a\`"),
        ("~~a~~", r"\~\~a\~\~"),
        ("[a](b)", r"[a\](b)"),
        ("![a](b)", r"![a\](b)"),
        ("[a]: b", r"\[a]: b"),
        ("<b> </b> <!-- -->", r"\<b> \</b> \<!-- -->"),
        ("<http://a> <a@b.c>", r"\<http://a> \<a@b.c>"),
        ("&amp; &#65; &x1;", r"\&amp; \&#65; \&x1;"),
        (r"a\*b\\", r"a\\*b\\\\"),
        ("a\\", "a\\\\"),
        (" a ", "&#32;a&#32;"),
        ("\u00a0a", "&#160;a"),
        ("a\nb", "a&#10;b"),
        ("\ufeff", "&#65279;"),
    ],
)
def test_what_would_mean_something_else_is_escaped(text: str, expected: str) -> None:
    assert written(p(text)) == f"{expected}\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("===", r"\==="),
        ("-", r"\-"),
        ("|-|", r"\|-|"),
        (":-:", r"\:-:"),
        ("- a", r"\- a"),
        ("2. a", r"2\. a"),
        (" a", "&#32;a"),
        ("a|b", "a|b"),
    ],
)
def test_the_line_after_a_hard_break_begins_nothing(line: str, expected: str) -> None:
    assert written(p("a|b", BREAK, line)) == f"a|b\\\n{expected}\n"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([marked("a", "bold"), "b"], "**a**b"),
        (["a", marked("b", "italic"), "c"], "a*b*c"),
        ([marked("Note:", "bold"), " a"], "**Note:** a"),
        ([marked("Note:", "bold"), "a"], "**Note:**&#97;"),
        (["a", marked("(b)", "italic")], "&#97;*(b)*"),
        ([marked("a ", "bold"), "(b)"], "**a&#32;**(b)"),
        ([marked("a ", "bold"), "b"], "**a&#32;**&#98;"),
        ([marked("a", "bold", "italic")], "***a***"),
        ([marked("a ", "bold"), marked("b", "bold", "italic")], "**a _b_**"),
        ([marked("a", "bold"), marked("b", "bold", "italic"), marked("c", "italic")], "**a**_**b**c_"),
        ([marked("*", "bold")], r"**\***"),
        ([marked("use ", "bold"), marked("a", "code"), marked(" here", "bold")], "**use `a` here**"),
        ([marked("a", "code"), marked(" here", "bold")], "**`a` here**"),
        ([marked("a", "bold"), BREAK, marked("b", "bold")], "**a\\\nb**"),
        ([marked("a", "strike"), "~"], "~~a~~\\~"),
        ([linked("a", "/b"), linked("c", "/b", "bold")], "[a**c**](/b)"),
        ([marked("a", "bold"), linked("c", "/b", "bold"), linked("d", "/b")], "**a**[**c**d](/b)"),
    ],
)
def test_marks_open_and_close_where_they_are_meant_to(texts: list[Any], expected: str) -> None:
    assert written(p(*texts)) == f"{expected}\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("a", "`a`"), ("`", "`` ` ``"), ("a``b`", "``` a``b` ```"), (" a ", "`  a  `"), ("  ", "`  `"), ("\\", "`\\`")],
)
def test_inline_code(code: str, expected: str) -> None:
    assert written(p(marked(code, "code"))) == f"{expected}\n"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a_(b)", "[x](/a_(b))"),
        ("/a(", "[x](</a(>)"),
        ("/a b", "[x](</a b>)"),
        ("<a>", "[x](<\\<a\\>>)"),
        ("a\\b&amp;", "[x](<a\\\\b\\&amp;>)"),
        ("", "[x]()"),
        ("http://x", "[x](http://x)"),
        ("a\nb", "[x](<a&#10;b>)"),
    ],
)
def test_addresses(href: str, expected: str) -> None:
    assert written(p(linked("x", href))) == f"{expected}\n"


def test_brackets_around_links() -> None:
    assert written(p("[", linked("a", "b"), "](c) d[0]!", linked("[e] ]", "f"))) == (
        "\\[[a](b)\\](c) d[0]\\![[e] \\]](f)\n"
    )


def test_titles_and_images() -> None:
    image = node("image", src="a.png", alt="a [b] *c*", title='d "e"')

    assert written(p(image)) == '![a [b] \\*c\\*](a.png "d \\"e\\"")\n'


def test_lists_side_by_side_stay_apart() -> None:
    def items(kind: str, text: str, **attributes: Any) -> dict[str, Any]:
        return node(kind, node("taskItem" if kind == "taskList" else "listItem", p(text)), **attributes)

    lists = [items("bulletList", "a"), items("bulletList", "b"), items("taskList", "c"), items("orderedList", "d")]

    assert written(*lists, items("orderedList", "e", start=5)) == "- a\n\n* b\n\n- [ ] c\n\n1. d\n\n5) e\n"


def test_blocks_side_by_side_stay_apart() -> None:
    quote, code = node("blockquote", p("a")), node("codeBlock", {"type": "text", "text": "    b"})
    items = node("bulletList", node("listItem", p("c")))

    assert written(quote, quote, items, code) == "> a\n\n> a\n\n- c\n\n```\n    b\n```\n"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ([p()], "-"),
        ([p(), node("bulletList", node("listItem", p(), node("bulletList", node("listItem", p()))))], "- * -"),
        ([p(), node("horizontalRule")], "- ___"),
        ([p("--")], "- \\--"),
        ([p("[ ] a")], "- \\[ ] a"),
        ([p("[x]")], "- \\[x]"),
        ([p("a"), node("bulletList", node("listItem", p()))], "- a\n\n  -"),
        ([p("a"), node("orderedList", node("listItem", p("b")), start=2)], "- a\n\n  2. b"),
        ([p(), node("codeBlock", {"type": "text", "text": "\tb\n\n "})], "- ```\n  \tb\n\n   \n  ```"),
    ],
)
def test_list_items(item: list[Any], expected: str) -> None:
    assert written(node("bulletList", node("listItem", *item))) == f"{expected}\n"


def test_tasks() -> None:
    code = node("codeBlock", {"type": "text", "text": "a"})
    items = [node("taskItem", p("- [ ] a"), checked=True), node("taskItem", p()), node("taskItem", p(), code)]

    assert written(node("taskList", *items)) == "- [x] \\- [ ] a\n\n- [ ]\n\n- [ ]\n\n  ```\n  a\n  ```\n"


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("a\n", "js", "```js\na\n\n```"),
        ("", None, "```\n```"),
        ("```", None, "````\n```\n````"),
        ("a", "x`y", "~~~x`y\na\n~~~"),
        ("--", "a|b", "```a&#124;b\n--\n```"),
    ],
)
def test_code_blocks(code: str, language: str | None, expected: str) -> None:
    text = [{"type": "text", "text": code}] if code else []

    assert written({"type": "codeBlock", "attrs": {"language": language}, "content": text}) == f"{expected}\n"


def test_headings_are_one_line() -> None:
    text = {"type": "text", "text": "- a"}
    end = {"type": "text", "text": "b #"}

    assert written(node("heading", text, BREAK, end, level=3), node("heading", level=1)) == "### - a<br>b \\#\n\n#\n"


def test_a_thematic_break_at_the_beginning_is_no_front_matter() -> None:
    rule = node("horizontalRule")

    assert written(rule, p("a: b"), rule) == "___\n\na: b\n\n---\n"


def test_front_matter_comes_back_as_a_code_block() -> None:
    assert write_markdown(read_markdown("---\na: b\n---\nc")) == "```yaml\na: b\n```\n\nc\n"


def test_underline_and_empty_paragraphs_are_left_out() -> None:
    document = content(p(), p("a", marked("b*", "underline"), "*c", BREAK), p(BREAK), p("d"))

    assert write_markdown(document) == "ab\\*\\*c\n\nd\n".replace("\\*\\*", "**")


def test_blocks_in_a_cell_are_lines_of_one_paragraph() -> None:
    items = node("bulletList", node("listItem", p("b")), node("listItem", p("c")))
    cell = node("tableHeader", p("a"), items, node("codeBlock", {"type": "text", "text": "d\ne"}))

    assert write_markdown(content(node("table", node("tableRow", cell)))) == "| a<br>b<br>c<br>`d`<br>`e` |\n| --- |\n"


def test_spans_become_empty_cells() -> None:
    def row(*cells: dict[str, Any]) -> dict[str, Any]:
        return node("tableRow", *cells)

    table = node(
        "table",
        row(node("tableCell", p("a"), rowspan=2), node("tableCell", p("b"), colspan=2)),
        row(node("tableCell", p("c"), align="right")),
        row(node("tableHeader", p("d"))),
    )

    assert write_markdown(content(table)) == (
        "| a | b |  |\n| --- | --- | --- |\n|  | c |  |\n| d |  |  |\n"
    )  # fmt: skip


def test_very_many_spans_are_none() -> None:
    cell = node("tableCell", p("a"), colspan=100, rowspan=100)
    rows = [node("tableRow", *[cell] * 50) for _ in range(50)]

    text = write_markdown(content(node("table", *rows)))

    assert text.count("a") == 50 * 50
    assert len(text) < 1_000_000


def test_numbers_end_where_markdown_ends_them() -> None:
    items = [node("listItem", p(text)) for text in "ab"]

    assert written(node("orderedList", *items, start=999_999_999)) == "999999999. a\n999999999. b\n"


def test_content_deeper_than_markdown_is_read_keeps_its_text() -> None:
    block = p("a")
    for _ in range(50):
        block = node("blockquote", block)

    assert plain_text(read_markdown(write_markdown(content(block)))) == "> " * 10 + "a"
