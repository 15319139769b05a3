"""Versions of documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.pages import Page
from openfactory.core.http.replies import Reply
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.models import Version
from openfactory.shared.documents.schemas.documents import DocumentOut
from openfactory.shared.documents.schemas.versions import (
    DiffOut,
    DiffQuery,
    KeepVersion,
    ListedVersion,
    VersionList,
    VersionOut,
)
from openfactory.shared.documents.service import reading, versions

routes = Routes("/<document_id:uuid>/versions")


@routes.get("/")
@endpoint(needs="documents.read", query=Page, reply=VersionList, trusted=True)
async def list_document_versions(access: Access, collection: Collection, document_id: UUID, query: Page) -> bytes:
    """List the versions of a document, the newest first."""
    rows, following = await versions.list_versions(access, collection, document_id, query)
    return msgspec.json.encode({"versions": rows, "nextCursor": following})


@routes.post("/")
@endpoint(needs="documents.write", body=KeepVersion | None, reply=ListedVersion, status=201, errors=(Archived,))
async def keep_document_version(
    access: Access, collection: Collection, document_id: UUID, body: KeepVersion | None
) -> Any:
    """Give the present text of a document a version of its own, under a summary."""
    summary = body.change_summary if body else None
    return _listed(await versions.keep_version(access, collection, document_id, summary))


@routes.get("/<version_id:uuid>")
@endpoint(needs="documents.read", reply=VersionOut, trusted=True)
async def read_document_version(access: Access, collection: Collection, document_id: UUID, version_id: UUID) -> bytes:
    """Give a version of a document with its text."""
    version, text = await versions.read_version(access, collection, document_id, version_id)
    out = ListedVersion.model_validate(_listed(version)).model_dump(by_alias=True, mode="json")
    return msgspec.json.encode({**out, "content": msgspec.Raw(text.encoded), "diagramSource": text.diagram})


@routes.get("/<version_id:uuid>/diff")
@endpoint(needs="documents.read", query=DiffQuery, reply=DiffOut, trusted=True)
async def compare_document_versions(
    access: Access, collection: Collection, document_id: UUID, version_id: UUID, query: DiffQuery
) -> bytes:
    """Say what has changed in a document from a version to another one, or to what it says now."""
    found = await versions.compare_versions(access, collection, document_id, version_id, query.compare_with)
    return msgspec.json.encode(found)


@routes.post("/<version_id:uuid>/restore")
@endpoint(needs="documents.write", reply=DocumentOut, versioned=True, errors=(Archived,))
async def restore_document_version(
    access: Access, collection: Collection, document_id: UUID, version_id: UUID
) -> Reply:
    """Let a document say again what a version says, as a new version."""
    await versions.restore_version(access, collection, document_id, version_id)
    row = await reading.read_document(access, collection, document_id)
    return Reply(reading.as_json(row), version=row["version"])


def _listed(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "version_number": version.number,
        "change_summary": version.summary,
        "created_by": version.created_by,
        "created_at": version.created_at,
    }
