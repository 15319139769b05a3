"""Words and signs that files have beside the text of the documents."""

from __future__ import annotations

MERMAID = "mermaid"
DIAGRAM = "Diagram (Mermaid source)"
CONTENTS = "Contents"
UNTICKED, TICKED = "☐", "☑"
_BULLETS = "•◦▪"


def bullet(depth: int) -> str:
    """The bullet of a list that is nested so deep."""
    return _BULLETS[min(depth, len(_BULLETS) - 1)]


def image_text(described: object) -> str:
    """What stands for an image that is not in the file."""
    return f"[image: {described}]" if described else "[image]"


def described_in(text: str) -> str | None:
    """The description of the image that a text stands for."""
    return text[len("[image: ") : -1] if text.startswith("[image: ") and text.endswith("]") else None
