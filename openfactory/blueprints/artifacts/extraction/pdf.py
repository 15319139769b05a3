"""PDF files: the text of their pages."""

from __future__ import annotations

import io

from pypdf import PdfReader
from pypdf.errors import PyPdfError

MOST_PAGES = 5_000


def pdf_text(data: bytes, most: int) -> str:
    """The text of the pages, until there is more than `most`. ValueError, in one sentence, for what cannot be read."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("The file is encrypted: remove its password first.")
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise ValueError(f"The file has {pages} pages, and the text of up to {MOST_PAGES} is read.")
        return _text(reader, most)
    except (PyPdfError, RecursionError) as error:
        raise ValueError("The file is damaged: it cannot be read as a PDF.") from error


def _text(reader: PdfReader, most: int) -> str:
    found: list[str] = []
    length = 0
    for page in reader.pages:
        text = page.extract_text().strip()
        if text:
            found.append(text)
            length += len(text) + 2
        if length > most:
            break
    return "\n\n".join(found)
