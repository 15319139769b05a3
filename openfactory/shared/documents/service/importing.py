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
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.errors import NotReadable, TooLong
from openfactory.shared.documents.files.running import from_docx
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.service.editing import put_text, read_text
from openfactory.shared.documents.service.writing import from_markdown
from openfactory.shared.documents.texts import Text

_MARKDOWN = frozenset((".md", ".markdown", ".txt"))
_LARGEST_MARKDOWN = 5_000_000  # bytes


async def import_file(access: Access, collection: Collection, document_id: UUID, upload: Upload) -> dict[str, Any]:
    """Let the document say what the file says; the number of the version this makes."""
    require_open(access)
    await collection.require(access, document_id)  # before anything of the file is read
    content = await _content(await upload.read())
    async with transaction(access) as tx:
        document = await collection.require_current(access, document_id)
        before = document.last_version
        text = Text.of(content, (await read_text(access, document)).diagram, pointer="/body/file")
        summary = f"Imported from {upload.file_name}"[:500]
        await put_text(tx, collection, document, text, summary=summary)
        same = document.last_version == before
        message = "The file says what the document says already." if same else f"{summary}."
    return {"version_number": document.last_version, "message": message}


async def _content(upload: Upload) -> Node:
    assert upload.content is not None
    data: bytes = upload.content.read()
    suffix = PurePath(upload.file_name).suffix.lower()
    if suffix in _MARKDOWN:
        if len(data) > _LARGEST_MARKDOWN:
            raise TooLong(f"a Markdown file may have {_LARGEST_MARKDOWN} bytes")
        try:
            return await from_markdown(data.decode("utf-8-sig").replace("\x00", "\ufffd"), pointer="/body/file")
        except UnicodeDecodeError:
            raise NotReadable.at("/body/file", "the file is not UTF-8 text", code="encoding") from None
    if suffix != ".docx":
        raise Unsupported("send a Markdown file (.md) or a Word file (.docx)")
    try:
        return await from_docx(data)
    except Refused as refusal:
        raise NotReadable.at("/body/file", str(refusal), code="docx") from None
