"""Documents as files, and their review."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.errors import Conflict
from openfactory.core.http.downloads import attachment
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.replies import Reply
from openfactory.core.http.routes import Routes
from openfactory.core.http.uploads import FileBody, Upload
from openfactory.shared.archiving import Archived
from openfactory.shared.documents.errors import NotReadable, TooLong
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.schemas.files import ExportQuery
from openfactory.shared.documents.schemas.review import ReviewOut
from openfactory.shared.documents.schemas.versions import ImportedOut
from openfactory.shared.documents.service import exporting, importing, reviewing
from openfactory.shared.documents.service.exporting import MARKDOWN, PDF, WORD, File

LARGEST = 20_000_000  # bytes of a file to import
routes = Routes()


@routes.get("/export")
@endpoint(
    needs="documents.read",
    query=ExportQuery,
    reply=bytes,
    media_type=MARKDOWN,
    other_media_types=(WORD, PDF),
    errors=(Conflict, TooLong),
)
async def export_documents(access: Access, collection: Collection, query: ExportQuery) -> Reply:
    """Give all documents as one file: Markdown, Word (docx) or PDF."""
    return _file(await exporting.export_all(access, collection, query.format))


@routes.get("/<document_id:uuid>/export")
@endpoint(
    needs="documents.read",
    query=ExportQuery,
    reply=bytes,
    media_type=MARKDOWN,
    other_media_types=(WORD, PDF),
)
async def export_document(access: Access, collection: Collection, document_id: UUID, query: ExportQuery) -> Reply:
    """Give a document as a file: Markdown, Word (docx) or PDF."""
    return _file(await exporting.export_one(access, collection, document_id, query.format))


@routes.post("/<document_id:uuid>/import")
@endpoint(
    needs="documents.write",
    upload=FileBody(LARGEST, "A Markdown (.md) or Word (.docx) file."),
    reply=ImportedOut,
    errors=(Archived, NotReadable, TooLong),
)
async def import_document(access: Access, collection: Collection, document_id: UUID, upload: Upload) -> Any:
    """Replace what a document says by the text of a Markdown or Word file. What it said before stays a version."""
    return await importing.import_file(access, collection, document_id, upload)


@routes.post("/<document_id:uuid>/review")
@endpoint(needs="documents.read", reply=ReviewOut)
async def review_document(access: Access, collection: Collection, document_id: UUID) -> Any:
    """Check the requirements in a document against rules for good ones; nothing is changed."""
    return await reviewing.review_document(access, collection, document_id)


def _file(file: File) -> Reply:
    headers = {"content-disposition": attachment(file.name), "x-content-type-options": "nosniff"}
    return Reply(file.body, headers=headers, media_type=file.media_type)
