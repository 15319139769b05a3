"""What `run_isolated` calls: the bytes of a file in, its text out, as JSON. ValueError in one sentence for what fails.

Options: `kind` of `kinds.Kind`, `characters` that the text may have, `partial` where the file goes on behind the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

TARGET = "openfactory.blueprints.artifacts.extraction.isolated_entry:read"


class Text(msgspec.Struct):
    """A text, and whether it is but the beginning."""

    text: str
    truncated: bool


def read(data: bytes, options: Mapping[str, Any]) -> bytes:
    """The text of a file."""
    most: int = options["characters"]
    text, partial = _read(data, options["kind"], most, partial=options["partial"])
    clean = text[:most].replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    return msgspec.json.encode(Text(clean, partial or len(text) > most))


def _read(data: bytes, kind: str, most: int, *, partial: bool) -> tuple[str, bool]:
    match kind:
        case "pdf":
            from openfactory.blueprints.artifacts.extraction.pdf import pdf_text

            return pdf_text(data, most), False
        case "docx":
            from openfactory.shared.documents.content.text import plain_text
            from openfactory.shared.documents.files.docx_reading import read_docx

            return plain_text(read_docx(data)), False
        case "markup":
            from openfactory.blueprints.artifacts.extraction.markup import markup_text
            from openfactory.blueprints.artifacts.extraction.plain import decoded

            return markup_text(decoded(data, partial=partial)), partial
        case _:
            from openfactory.blueprints.artifacts.extraction.plain import decoded

            return decoded(data, partial=partial), partial
