"""Documents themselves."""

from __future__ import annotations

from uuid import UUID

import msgspec
from pydantic.alias_generators import to_camel

from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.replies import Reply
from openfactory.core.http.request import ApiRequest
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived
from openfactory.shared.documents.errors import FeatureTaken, TooLong
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.schemas.documents import (
    ChangeDocument,
    CreateDocument,
    DocumentList,
    DocumentOut,
    DocumentQuery,
    PutContent,
)
from openfactory.shared.documents.service import documents, editing, reading
from openfactory.shared.documents.service.exporting import MARKDOWN
from openfactory.shared.documents.service.writing import to_markdown

routes = Routes()


@routes.get("/")
@endpoint(needs="documents.read", query=DocumentQuery, reply=DocumentList, trusted=True)
async def list_documents(access: Access, collection: Collection, query: DocumentQuery) -> bytes:
    """List documents in their order, without their texts."""
    rows, following = await reading.list_documents(access, collection, query)
    return msgspec.json.encode({to_camel(collection.plural): rows, "nextCursor": following})


@routes.post("/")
@endpoint(
    needs="documents.write",
    body=CreateDocument,
    reply=DocumentOut,
    status=201,
    versioned=True,
    errors=(Archived, FeatureTaken, TooLong),
)
async def create_document(access: Access, collection: Collection, body: CreateDocument) -> Reply:
    """Create a document. Without a text it begins with the template's."""
    document = await documents.create_document(access, collection, body)
    return await _shown(access, collection, document.id)


@routes.get("/<document_id:uuid>")
@endpoint(needs="documents.read", reply=DocumentOut, versioned=True, vary=("Accept",), other_media_types=(MARKDOWN,))
async def read_document(access: Access, collection: Collection, request: ApiRequest, document_id: UUID) -> Reply:
    """Give a document. With `Accept: text/markdown` its text alone, as Markdown."""
    row = await reading.read_document(access, collection, document_id)
    if not _wants_markdown(request):
        return Reply(reading.as_json(row), version=row["version"])
    text = reading.text_of(row)
    markdown = await to_markdown(text.printed(), len(text.encoded))
    return Reply(markdown.encode(), version=row["version"], media_type=MARKDOWN)


@routes.patch("/<document_id:uuid>")
@endpoint(needs="documents.write", body=ChangeDocument, reply=DocumentOut, versioned=True, errors=(Archived,))
async def change_document(access: Access, collection: Collection, document_id: UUID, body: ChangeDocument) -> Reply:
    """Change the title, the place in the order, or the diagram of a document."""
    await documents.change_document(access, collection, document_id, body)
    return await _shown(access, collection, document_id)


@routes.put("/<document_id:uuid>/content")
@endpoint(needs="documents.write", body=PutContent, reply=DocumentOut, versioned=True, errors=(Archived, TooLong))
async def put_document_content(access: Access, collection: Collection, document_id: UUID, body: PutContent) -> Reply:
    """Replace what a document says. What it said before stays a version."""
    await editing.put_content(access, collection, document_id, body)
    return await _shown(access, collection, document_id)


@routes.delete("/<document_id:uuid>")
@endpoint(needs="documents.write", errors=(Archived,))
async def delete_document(access: Access, collection: Collection, document_id: UUID) -> None:
    """Delete a document; it can be restored."""
    await documents.delete_document(access, collection, document_id)


@routes.post("/<document_id:uuid>/restore")
@endpoint(needs="documents.write", reply=DocumentOut, versioned=True, errors=(Archived, FeatureTaken))
async def restore_document(access: Access, collection: Collection, document_id: UUID) -> Reply:
    """Bring back a deleted document."""
    await documents.restore_document(access, collection, document_id)
    return await _shown(access, collection, document_id)


async def _shown(access: Access, collection: Collection, document_id: UUID) -> Reply:
    row = await reading.read_document(access, collection, document_id)
    return Reply(reading.as_json(row), version=row["version"])


def _wants_markdown(request: ApiRequest) -> bool:
    accepted = request.accept
    return bool(accepted) and str(accepted.match("application/json", "text/markdown")) == "text/markdown"
