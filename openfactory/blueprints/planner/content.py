"""The texts of work orders: ProseMirror documents as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from openfactory.shared.rich_text import Node, check_rich_text

LARGEST = 256 * 1024  # bytes of JSON


def _document(value: Node) -> Node:
    check_rich_text(value, LARGEST)
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
