"""The texts of work orders: ProseMirror documents as JSON, bounded, and what can be read out of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from openfactory.shared.json_values import check_json

LARGEST = 256 * 1024  # bytes of JSON
DEEPEST = 40

Node = dict[str, Any]


def _document(value: Node) -> Node:
    if value.get("type") != "doc":
        raise ValueError('a document is needed: {"type": "doc", "content": […]}')
    check_json(value, LARGEST)
    for node, depth in _walk(value):
        if depth > DEEPEST:
            raise ValueError(f"nodes can be nested {DEEPEST} deep")
        if not isinstance(node, dict) or not isinstance(node.get("type"), str):
            raise ValueError('each node is an object with a "type"')
        if not isinstance(node.get("content", []), list):
            raise ValueError('"content" is a list of nodes')
        if node["type"] == "text" and not isinstance(node.get("text"), str):
            raise ValueError('a text node has a "text"')
    return value


Rich = Annotated[
    dict[str, Any],
    AfterValidator(_document),
    Field(
        description="A ProseMirror document of at most 256 KiB.",
        examples=[
            {
                "type": "doc",
                "content": [{"type": "paragraph", "content": [{"type": "text", "text": "AC-1.1 It flies."}]}],
            }
        ],
    ),
]


def _walk(document: Node) -> Iterator[tuple[Any, int]]:
    """Each node in the order of the text, and its depth; without recursion, for what is not checked yet."""
    waiting: list[tuple[Any, int]] = [(document, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        if depth <= DEEPEST and isinstance(node, dict) and isinstance(node.get("content"), list):
            waiting += [(child, depth + 1) for child in reversed(node["content"])]


def plain_text(node: Node) -> str:
    """The text of a checked node on one line; between blocks there is a space, within words there is none."""
    pieces = []
    for inner, _ in _walk(node):
        if inner["type"] == "text":
            pieces.append(inner["text"])
        elif inner["type"] == "mention":
            attributes = inner.get("attrs")
            label = attributes.get("label") if isinstance(attributes, dict) else None
            pieces.append(f"@{label}" if isinstance(label, str) else "@")
        else:
            pieces.append(" ")
    return " ".join("".join(pieces).split())


def beginning(document: Node | None, longest: int = 200) -> str | None:
    """The first words of a text, for the log."""
    text = plain_text(document) if document else None
    return text if text is None or len(text) <= longest else text[: longest - 1].rstrip() + "…"
