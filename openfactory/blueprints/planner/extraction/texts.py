"""Texts of work orders out of a blueprint's blocks, within the bounds that they have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute, children, plain_text
from openfactory.shared.rich_text import DEEPEST

LARGEST = 60_000  # bytes of JSON
LONGEST_TITLE = 200
_TASKS = "taskList"
_MORE = "The rest is in the blueprint."


def paragraph(text: str) -> Node:
    """A paragraph of plain text."""
    return {"type": "paragraph", "content": [{"type": "text", "text": text}]}


def heading(text: str, level: int = 3) -> Node:
    """A heading."""
    return {"type": "heading", "attrs": {"level": level}, "content": [{"type": "text", "text": text}]}


def bullets(texts: Iterable[str]) -> Node:
    """A list."""
    return {"type": "bulletList", "content": [{"type": "listItem", "content": [paragraph(text)]} for text in texts]}


def document(blocks: Sequence[Node]) -> dict[str, Any] | None:
    """A text of these blocks, cut between two of them where it would be too large; None without any."""
    kept: list[Node] = []
    left = LARGEST
    for block in map(_fitting, blocks):
        left -= len(msgspec.json.encode(block))
        if left < 0:
            kept.append(paragraph(_MORE))
            break
        kept.append(block)
    return {"type": "doc", "content": kept} if kept else None


def without_tasks(blocks: Sequence[Node]) -> list[Node]:
    """What is no list of tasks."""
    return [block for block in blocks if block["type"] != _TASKS]


def tasks_of(blocks: Sequence[Node]) -> list[Node]:
    """Lists of tasks."""
    return [block for block in blocks if block["type"] == _TASKS]


def title_of(text: str) -> str:
    """A title in one line, cut between two words."""
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    line = " ".join(line.split())
    if len(line) <= LONGEST_TITLE:
        return line or "Untitled"
    return line[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


def _fitting(block: Node) -> Node:
    """The block without images that are in the text itself; as plain text where it is nested too deep."""
    if _depth(block) >= DEEPEST:
        return paragraph(" ".join(plain_text(block).split()) or "…")
    return _without_data(block)


def _without_data(node: Node) -> Node:
    if node["type"] == "image" and str(attribute(node, "src")).startswith("data:"):
        return {"type": "text", "text": str(attribute(node, "alt") or "(image)")}
    return {**node, "content": [_without_data(child) for child in children(node)]} if children(node) else node


def _depth(node: Node) -> int:
    return 1 + max((_depth(child) for child in children(node)), default=0)
