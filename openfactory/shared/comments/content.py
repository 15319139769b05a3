"""The content of comments: a ProseMirror document as JSON, bounded, and whom it mentions."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from openfactory.shared.json_values import bounded
from openfactory.shared.rich_text import Node, attributes, check_rich_text, walk

LARGEST = 64 * 1024  # bytes of JSON
MOST_MENTIONS = 50


def _document(value: Node) -> Node:
    check_rich_text(value, LARGEST)
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


def mentioned(document: Node | None) -> set[UUID]:
    """Ids in the mentions of a checked document. What is no id is no mention."""
    found = set()
    for node, _ in walk(document) if document else ():
        if node["type"] == "mention":
            try:
                found.add(UUID(str(attributes(node).get("id"))))
            except ValueError:
                continue
    return found
