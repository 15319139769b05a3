"""From content to Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from openfactory.shared.documents.content.markdown.characters import clean, lines_joined, reference
from openfactory.shared.documents.content.markdown.escaping import entities_escaped
from openfactory.shared.documents.content.markdown.inline_writing import heading_text, paragraph_text
from openfactory.shared.documents.content.markdown.tables import table_lines
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute, children

_LISTS = ("bulletList", "taskList", "orderedList")
_BULLETS = ("-", "*")
_LAST_NUMBER = 999_999_999
_INTERRUPTING = re.compile(r"(?:[-*]|1[.)]) \S")  # a list that may begin right below a paragraph
_BOX = re.compile(r"\[[ xX]\](?:\s|\Z)")

Lines = list[str]


def write_markdown(doc: Node) -> str:
    """The Markdown of a content in canonical form, ending with a line feed; "" for an empty one."""
    return "".join(f"{line}\n" for line in _blocks(children(doc)))


def _blocks(nodes: list[Node]) -> Lines:
    return _joined(_each(nodes))


def _each(nodes: list[Node], beside: str = "") -> Iterator[Lines]:
    """The lines of each block that Markdown can tell. `beside`: the bullet of the item that they are in."""
    last = beside
    for place, node in enumerate(_told(nodes)):
        if node["type"] in _LISTS:
            last = _marker(node, last)
            yield _list(node, last)
        else:
            last = ""
            yield _simple(node, first=place == 0)


def _told(nodes: list[Node]) -> list[Node]:
    """All but empty paragraphs."""
    return [
        node
        for node in nodes
        if node["type"] != "paragraph" or any(child["type"] != "hardBreak" for child in children(node))
    ]


def _marker(node: Node, last: str) -> str:
    """What its items begin with, or their numbers end with: not the same as in the list right before.

    Nor as in the item that begins with this list: `- - -` is a thematic break.
    """
    first, second = (".", ")") if node["type"] == "orderedList" else ("-", "*")
    return second if last == first else first


def _simple(node: Node, *, first: bool) -> Lines:
    match node["type"]:
        case "paragraph":
            return paragraph_text(node).split("\n")
        case "heading":
            return [f"{'#' * node['attrs']['level']} {heading_text(node)}".rstrip(" ")]
        case "blockquote":
            return [f"> {line}" if line else ">" for line in _blocks(children(node)) or [""]]
        case "codeBlock":
            return _code(node)
        case "table":
            return table_lines(node)
        case _:
            # Dashes would begin front matter, or join the bullet of an item.
            return ["___" if first else "---"]


def _code(node: Node) -> Lines:
    text = lines_joined(clean("".join(child["text"] for child in children(node))))
    words = clean(str(attribute(node, "language") or "")).split()
    # With a pipe, and a line of dashes below, it would be the heading of a table.
    language = entities_escaped(words[0]).replace("|", reference("|")) if words else ""
    character = "~" if "`" in language else "`"
    fence = character * max(3, 1 + max(map(len, re.findall(f"{character}+", text)), default=0))
    space = " " if language.startswith("~") else ""
    return [f"{fence}{space}{language}", *(text.split("\n") if text else ()), fence]


def _list(node: Node, marker: str) -> Lines:
    numbered = node["type"] == "orderedList"
    start = (node.get("attrs") or {}).get("start", 1)
    bullets = (f"{min(start + place, _LAST_NUMBER)}{marker}" if numbered else marker for place in count())
    items = [_item(item, bullet) for item, bullet in zip(children(node), bullets, strict=False)]
    return _joined((lines for lines, _ in items), loose=any(loose for _, loose in items))


def _item(item: Node, bullet: str) -> tuple[Lines, bool]:
    """The lines of an item, and whether empty lines are among them, so that some belong between the items too."""
    blocks = list(_each(children(item), bullet))
    begins_with_text = any(node["type"] == "paragraph" for node in _told(children(item))[:1])
    if item["type"] == "taskItem":
        if not begins_with_text:
            blocks.insert(0, [""])
        box = "[x]" if attribute(item, "checked") else "[ ]"
        blocks[0][0] = f"{box} {blocks[0][0]}".rstrip(" ")
        begins_with_text = True
    elif bullet in _BULLETS and blocks and _BOX.match(blocks[0][0]):
        blocks[0][0] = f"\\{blocks[0][0]}"
    loose = not _is_tight(blocks, begins_with_text)
    return _hung(bullet, _joined(blocks, loose=loose)), loose


def _is_tight(blocks: list[Lines], begins_with_text: bool) -> bool:
    if len(blocks) == 2 and begins_with_text:
        return bool(_INTERRUPTING.match(blocks[1][0]))
    return len(blocks) < 2


def _hung(bullet: str, lines: Lines) -> Lines:
    """Lines behind a bullet, and below its end."""
    indent = " " * (len(bullet) + 1)
    first, *others = lines or [""]
    return [f"{bullet} {first}" if first else bullet, *(f"{indent}{line}" if line else "" for line in others)]


def _joined(blocks: Iterable[Lines], *, loose: bool = True) -> Lines:
    """The lines of several blocks, with empty lines between the blocks."""
    lines: Lines = []
    for block in blocks:
        if lines and loose:
            lines.append("")
        lines += block
    return lines
