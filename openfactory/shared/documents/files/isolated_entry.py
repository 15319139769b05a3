"""What `run_isolated` calls: bytes in, bytes out. A volume comes as `pack` makes it, content goes as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from openfactory.shared.documents.files.printed import Volume

_HERE = "openfactory.shared.documents.files.isolated_entry"
TO_PDF, TO_DOCX, FROM_DOCX = f"{_HERE}:to_pdf", f"{_HERE}:to_docx", f"{_HERE}:from_docx"


def pack(volume: Volume) -> bytes:
    """A volume for `TO_PDF` and `TO_DOCX`."""
    return msgspec.json.encode(volume)


def to_pdf(data: bytes, options: Mapping[str, Any]) -> bytes:
    """A packed volume as a PDF file."""
    from openfactory.shared.documents.files.pdf import write_pdf

    return write_pdf(msgspec.json.decode(data, type=Volume))


def to_docx(data: bytes, options: Mapping[str, Any]) -> bytes:
    """A packed volume as a Word file."""
    from openfactory.shared.documents.files.docx_writing import write_docx

    return write_docx(msgspec.json.decode(data, type=Volume))


def from_docx(data: bytes, options: Mapping[str, Any]) -> bytes:
    """A Word file as content in JSON; ValueError in one sentence for what is none."""
    from openfactory.shared.documents.files.docx_reading import read_docx

    return msgspec.json.encode(read_docx(data))
