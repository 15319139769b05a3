"""The text of a block with all that is not its author's own prose blotted out."""

from __future__ import annotations

import re

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children, inline_text

BLOT = "ˑ"  # a letter to regular expressions, and in no language's words
_QUOTED = re.compile(
    r'"[^"\n]{1,300}"|“[^“”\n]{1,300}”|„[^„“”\n]{1,300}[“”]|«[^«»\n]{1,300}»|(?<!\w)[\'‘][^\'‘’\n]{1,120}[\'’](?!\w)'
)
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)\S{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}")


def masked(block: Node) -> str:
    """Of the same length as `inline_text(block)`; code, quoted words, addresses, names and images are blots."""
    pieces = [_blot(text) if _foreign(child) else text for child, text in _pieces(block)]
    return mask_quotes("".join(pieces))


def mask_quotes(text: str) -> str:
    """The same for a text without marks: quoted words and addresses are blots."""
    if '"' in text or "'" in text or any(mark in text for mark in "“„«‘"):
        text = _QUOTED.sub(lambda match: match[0][0] + _blot(match[0][1:-1]) + match[0][-1], text)
    if "@" in text or "://" in text or "www." in text or "mailto:" in text:
        text = _ADDRESS.sub(lambda match: _blot(match[0]), text)
    return text


def _pieces(block: Node) -> list[tuple[Node, str]]:
    return [(child, inline_text({"type": "paragraph", "content": [child]})) for child in children(block)]


def _foreign(child: Node) -> bool:
    if child["type"] in ("mention", "image"):
        return True
    return any(mark["type"] == "code" for mark in child.get("marks") or ())


def _blot(text: str) -> str:
    return BLOT * len(text)
