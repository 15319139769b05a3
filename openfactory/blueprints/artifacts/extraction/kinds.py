"""Which files have a text that can be read, how, and how much of each file that takes."""

from __future__ import annotations

from typing import Final, Literal

from openfactory.blueprints.artifacts.content_types import DOCX, TEXTS

Kind = Literal["text", "markup", "docx", "pdf"]
LARGEST_MARKUP: Final = 10_000_000  # bytes
LARGEST_WHOLE: Final = 100_000_000  # bytes of a file that is of no use in part
_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(TEXTS.values(), "text"),
    "text/plain": "text",
    "text/html": "markup",
    "image/svg+xml": "markup",
    DOCX: "docx",
    "application/pdf": "pdf",
}


def kind_of(mime_type: str) -> Kind | None:
    """How the text of a file of this type is read; None where it has none."""
    return _KINDS.get(mime_type)


def needed(kind: Kind, size: int, characters: int) -> int | None:
    """Bytes of a file of that size from which so many characters of its text can be read; None for one too large."""
    if kind in ("docx", "pdf"):
        return size if size <= LARGEST_WHOLE else None
    return min(size, LARGEST_MARKUP if kind == "markup" else 4 * characters + 8)
