"""Rich texts that are kept as they come: ProseMirror documents as JSON, bounded, and what can be read out of one.

What documents themselves say is stricter, see `openfactory.shared.documents.content`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openfactory.shared.json_values import check_json

DEEPEST = 40  # nested nodes

Node = dict[str, Any]


def check_rich_text(value: Node, largest: int) -> None:
    """Refuse (ValueError) what is no document of at most `largest` bytes of JSON."""
    if value.get("type") != "doc":
        raise ValueError('a document is needed: {"type": "doc", "content": […]}')
    check_json(value, largest)
    for node, depth in walk(value):
        if depth > DEEPEST:
            raise ValueError(f"nodes can be nested {DEEPEST} deep")
        if not isinstance(node, dict) or not isinstance(node.get("type"), str):
            raise ValueError('each node is an object with a "type"')
        if not isinstance(node.get("content", []), list):
            raise ValueError('"content" is a list of nodes')
        if node["type"] == "text" and not isinstance(node.get("text"), str):
            raise ValueError('a text node has a "text"')


def walk(document: Node) -> Iterator[tuple[Any, int]]:
    """Each node in the order of the text, and its depth; without recursion, for what is not checked yet."""
    waiting: list[tuple[Any, int]] = [(document, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        if depth <= DEEPEST and isinstance(node, dict) and isinstance(node.get("content"), list):
            waiting += [(child, depth + 1) for child in reversed(node["content"])]


def attributes(node: Node) -> dict[str, Any]:
    """The node's attributes; none where they are no object, for a text is kept as it comes."""
    found = node.get("attrs")
    return found if isinstance(found, dict) else {}


def one_line(node: Node) -> str:
    """The text of a checked node on one line; between blocks there is a space, within words there is none."""
    pieces = []
    for inner, _ in walk(node):
        if inner["type"] == "text":
            pieces.append(inner["text"])
        elif inner["type"] == "mention":
            label = attributes(inner).get("label")
            pieces.append(f"@{label}" if isinstance(label, str) else "@")
        else:
            pieces.append(" ")
    return " ".join("".join(pieces).split())


def beginning(node: Node, longest: int = 200) -> str:
    """The first words of a checked node, on one line."""
    text = one_line(node)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
