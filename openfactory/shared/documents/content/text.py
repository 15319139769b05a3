"""Reading content: its nodes in order, and its text."""

from __future__ import annotations

from collections.abc import Iterator

from openfactory.shared.documents.content.nodes import Node

_INLINE_HOLDERS = frozenset({"paragraph", "heading", "codeBlock"})


def children(node: Node) -> list[Node]:
    """The nodes it holds."""
    found: list[Node] = node.get("content") or []
    return found


def attribute(node: Node, name: str, default: object = None) -> object:
    """An attribute, or its default."""
    return (node.get("attrs") or {}).get(name, default)


def text_blocks(node: Node, pointer: str = "") -> Iterator[tuple[str, Node]]:
    """The paragraphs, headings and code blocks below a node, in reading order, each with its JSON pointer."""
    if node["type"] in _INLINE_HOLDERS:
        yield pointer, node
        return
    for place, child in enumerate(children(node)):
        yield from text_blocks(child, f"{pointer}/content/{place}")


def inline_text(node: Node) -> str:
    """The text of one paragraph, heading or code block. A hard break is a new line, an image its `alt`."""
    pieces = []
    for child in children(node):
        kind = child["type"]
        if kind == "text":
            pieces.append(child["text"])
        elif kind == "hardBreak":
            pieces.append("\n")
        elif kind == "mention":
            pieces.append(f"@{attribute(child, 'label') or ''}")
        elif kind == "image":
            pieces.append(str(attribute(child, "alt") or ""))
    return "".join(pieces)


def plain_text(node: Node) -> str:
    """The text below a node: a line for each paragraph, heading and code block that has any."""
    return "\n".join(text for _, block in text_blocks(node) if (text := inline_text(block)))
