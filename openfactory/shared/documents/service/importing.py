"""Documents out of files: Markdown is read here, Word in a process of its own."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Unsupported
from openfactory.core.http.uploads import Upload
from openfactory.core.isolated import Refused
from openfactory.shared.archiving import require_open
from openfactory.shared.documents.errors import NotReadable, TooLong
from openfactory.shared.documents.files.running import from_docx
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.service.editing import put_text, read_text
from openfactory.shared.documents.service.writing import checked_text, markdown_text
from openfactory.shared.documents.texts import Text

_MARKDOWN = frozenset((".md", ".markdown", ".txt"))
_LARGEST_MARKDOWN = 5_000_000  # bytes


async def import_file(access: Access, collection: Collection, document_id: UUID, upload: Upload) -> dict[str, Any]:
    """Let the document say what the file says; the number of the version this makes."""
    require_open(access)
    await collection.require(access, document_id)  # before anything of the file is read
    given = await _text(await upload.read())
    async with transaction(access) as tx:
        document = await collection.require_current(access, document_id)
        before = document.last_version
        diagram = (await read_text(access, document)).diagram
        summary = f"Imported from {upload.file_name}"[:500]
        await put_text(tx, collection, document, given.with_diagram(diagram), summary=summary)
        same = document.last_version == before
        message = "The file says what the document says already." if same else f"{summary}."
    return {"version_number": document.last_version, "message": message}


async def _text(upload: Upload) -> Text:
    assert upload.content is not None
    data: bytes = upload.content.read()
    suffix = PurePath(upload.file_name).suffix.lower()
    if suffix in _MARKDOWN:
        return await markdown_text(_decoded(data), pointer="/body/file")
    if suffix != ".docx":
        raise Unsupported("send a Markdown file (.md) or a Word file (.docx)")
    try:
        return await checked_text(await from_docx(data), pointer="/body/file")
    except Refused as refusal:
        raise NotReadable.at("/body/file", str(refusal), code="docx") from None


def _decoded(data: bytes) -> str:
    if len(data) > _LARGEST_MARKDOWN:
        raise TooLong(f"a Markdown file may have {_LARGEST_MARKDOWN} bytes")
    try:
        return data.decode("utf-8-sig").replace("\x00", "\ufffd")
    except UnicodeDecodeError:
        raise NotReadable.at("/body/file", "the file is not UTF-8 text", code="encoding") from None
