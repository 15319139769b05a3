"""The content of comments: a ProseMirror document as JSON, bounded, and what is read out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from openfactory.shared.json_values import bounded, check_json

LARGEST = 64 * 1024  # bytes of JSON
DEEPEST = 40
MOST_MENTIONS = 50

Node = dict[str, Any]
# Between the texts of two blocks there is a space, between two marked pieces of one word there is none.
_INLINE = ("text", "mention")


def _document(value: Node) -> Node:
    if value.get("type") != "doc":
        raise ValueError('a document is needed: {"type": "doc", "content": […]}')
    check_json(value, LARGEST)
    for node, depth in _nodes(value):
        if depth > DEEPEST:
            raise ValueError(f"nodes can be nested {DEEPEST} deep")
        if not isinstance(node, dict) or not isinstance(node.get("type"), str):
            raise ValueError('each node is an object with a "type"')
        if not isinstance(node.get("content", []), list):
            raise ValueError('"content" is a list of nodes')
        if node["type"] == "text" and not isinstance(node.get("text"), str):
            raise ValueError('a text node has a "text"')
    if len(mentioned(value)) > MOST_MENTIONS:
        raise ValueError(f"at most {MOST_MENTIONS} people can be mentioned")
    return value


Rich = Annotated[
    dict[str, Any],
    AfterValidator(_document),
    Field(
        description="A ProseMirror document of at most 64 KiB; nodes `mention` with `attrs.id` name members.",
        examples=[{"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Why?"}]}]}],
    ),
]
Anchor = Annotated[
    dict[str, Any],
    bounded(4 * 1024),
    Field(description="Where in the subject: any JSON object of at most 4 KiB.", examples=[{}]),
]


def _nodes(document: Node) -> Iterator[tuple[Any, int]]:
    """Each node in the order of the text, and its depth; without recursion, for what is not checked yet."""
    waiting: list[tuple[Any, int]] = [(document, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        if depth <= DEEPEST and isinstance(node, dict) and isinstance(node.get("content"), list):
            waiting += [(child, depth + 1) for child in reversed(node["content"])]


def mentioned(document: Node | None) -> set[UUID]:
    """Ids in mentions. What is no id is no mention."""
    found = set()
    for node, _ in _nodes(document or {}):
        if isinstance(node, dict) and node.get("type") == "mention" and isinstance(node.get("attrs"), dict):
            try:
                found.add(UUID(str(node["attrs"].get("id"))))
            except ValueError:
                continue
    return found


def excerpt(document: Node, longest: int = 200) -> str:
    """The beginning of the text, on one line."""
    pieces: list[str] = []
    for node, _ in _nodes(document):
        if node["type"] == "text":
            pieces.append(node["text"])
        elif node["type"] == "mention":
            label = (node.get("attrs") or {}).get("label")
            pieces.append(f"@{label}" if isinstance(label, str) else "@")
        else:
            pieces.append(" ")
    text = " ".join("".join(pieces).split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
