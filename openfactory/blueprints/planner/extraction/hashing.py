"""Hashes of what is said: the same where only white space, case or ticks have changed."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import inline_text, text_blocks
from openfactory.shared.documents.requirements.items import content_hash


def wording(blocks: Sequence[Node]) -> str:
    """SHA-256 in hex of what blocks say; code counts to the letter, of images their descriptions."""
    digest = sha256()
    for _, block in text_blocks({"type": "doc", "content": list(blocks)}):
        text = inline_text(block)
        if block["type"] == "codeBlock":
            digest.update(b"\1" + text.encode() + b"\0")
        elif text.strip():
            digest.update(content_hash(text).encode())
    return digest.hexdigest()


def digest_of(*parts: object) -> str:
    """SHA-256 in hex of values as JSON."""
    return sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()
