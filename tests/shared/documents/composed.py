"""Contents written in short: texts are paragraphs, `**…**` is bold and a backtick begins and ends code."""

from __future__ import annotations

import re
from typing import Any

from openfactory.shared.documents.content.schema import canonical

Block = dict[str, Any]
_MARKED = re.compile(r"\*\*(.+?)\*\*|`(.+?)`|(\n)", re.DOTALL)


def inline(text: str) -> list[Block]:
    nodes: list[Block] = []
    place = 0
    for match in _MARKED.finditer(text):
        nodes.append({"type": "text", "text": text[place : match.start()]})
        if match[3]:
            nodes.append({"type": "hardBreak"})
        else:
            mark = {"type": "bold" if match[1] else "code"}
            nodes.append({"type": "text", "text": match[1] or match[2], "marks": [mark]})
        place = match.end()
    nodes.append({"type": "text", "text": text[place:]})
    return [node for node in nodes if node.get("text") != ""]


def p(text: str = "") -> Block:
    return {"type": "paragraph", "content": inline(text)}


def h(level: int, text: str) -> Block:
    return {"type": "heading", "attrs": {"level": level}, "content": inline(text)}


def ul(*items: str | list[str | Block]) -> Block:
    """A list; an item of several blocks is a list of them."""
    return {"type": "bulletList", "content": [{"type": "listItem", "content": _blocks(item)} for item in items]}


def tasks(*items: str) -> Block:
    return {"type": "taskList", "content": [{"type": "taskItem", "content": _blocks(item)} for item in items]}


def code(text: str, language: str | None = None) -> Block:
    return {"type": "codeBlock", "attrs": {"language": language}, "content": [{"type": "text", "text": text}]}


def quote(*blocks: str | Block) -> Block:
    return {"type": "blockquote", "content": _blocks(list(blocks))}


def table(*rows: list[str], head: bool = True) -> Block:
    return {"type": "table", "content": [_row(row, head and place == 0) for place, row in enumerate(rows)]}


def doc(*blocks: str | Block) -> Block:
    """The content, in canonical form."""
    return canonical({"type": "doc", "content": _blocks(list(blocks))})


def _row(cells: list[str], head: bool) -> Block:
    kind = "tableHeader" if head else "tableCell"
    return {"type": "tableRow", "content": [{"type": kind, "content": [p(cell)]} for cell in cells]}


def _blocks(blocks: str | list[str | Block]) -> list[Block]:
    listed = [blocks] if isinstance(blocks, str) else blocks
    return [p(block) if isinstance(block, str) else block for block in listed]
