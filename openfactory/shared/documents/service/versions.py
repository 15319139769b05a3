"""Versions: listing, reading, comparing, keeping and restoring them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import NotFound
from openfactory.core.http.pages import Page, cut, read_cursor
from openfactory.shared.documents import events
from openfactory.shared.documents.content.comparing import diff
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.models import Document, Version
from openfactory.shared.documents.service import history
from openfactory.shared.documents.service.editing import put_text, read_text
from openfactory.shared.documents.texts import Text

_NEWEST = 2**31 - 1

_LIST = Query(
    "documents.versions",
    'SELECT v.id, v.number AS "versionNumber", v.summary AS "changeSummary", u.id AS creator_id, '
    'u.name AS creator_name, @time(v.created_at) AS "createdAt" '
    "FROM documents_versions v JOIN documents_documents d ON d.id = v.document_id "
    "LEFT JOIN accounts_users u ON u.id = v.created_by_id "
    "WHERE v.document_id = :document_id AND d.project_id = :project_id AND d.collection = :collection "
    "AND d.deleted_at IS NULL AND v.number < :before ORDER BY v.number DESC LIMIT :most",
)


async def list_versions(
    access: Access, collection: Collection, document_id: UUID, query: Page
) -> tuple[Sequence[dict[str, Any]], str | None]:
    """The document's versions, the newest first, without their texts."""
    (before,) = read_cursor(query.cursor, tuple[int]) or (_NEWEST,)
    rows = await _LIST.rows(
        document_id=document_id,
        project_id=access.project,
        collection=collection.module,
        before=before,
        most=query.limit + 1,
    )
    if not rows:
        await collection.require(access, document_id)  # there is no document without a version
    for row in rows:
        creator, name = row.pop("creator_id"), row.pop("creator_name")
        row["createdBy"] = {"id": creator, "name": name} if creator else None
    return cut(rows, query.limit, lambda row: (row["versionNumber"],))


async def read_version(access: Access, collection: Collection, document_id: UUID, version_id: UUID) -> Any:
    """A version with its text and who made it."""
    version = await _require(access, collection, document_id, version_id)
    await version.fetch_related("created_by")
    return version, await history.restore(access, version)


async def compare_versions(
    access: Access, collection: Collection, document_id: UUID, base_id: UUID, other_id: UUID | None
) -> dict[str, Any]:
    """What has changed from a version to another one, or to what the document says now."""
    base = await _require(access, collection, document_id, base_id)
    old = await history.restore(access, base)
    if other_id is not None:
        other = await _require(access, collection, document_id, other_id)
        new, number = await history.restore(access, other), other.number
    else:
        document = await collection.require(access, document_id)
        new, number = await read_text(access, document), document.last_version
    return {"baseVersion": base.number, "compareVersion": number, "diff": _differences(old, new)}


def _differences(old: Text, new: Text) -> list[dict[str, Any]]:
    found = diff(old.content, new.content)
    if old.diagram != new.diagram:
        found.append({"op": "replace", "path": "/diagramSource", "old": old.diagram, "new": new.diagram})
    return found


async def keep_version(access: Access, collection: Collection, document_id: UUID, summary: str | None) -> Version:
    """Give the present text a version of its own, so that it can be found again under a summary."""
    async with transaction(access) as tx:
        document = await collection.require_current(access, document_id)
        text = await read_text(access, document)
        document.last_version += 1
        await document.save(update_fields=["last_version"])
        version = await history.keep(access, document, text, document.last_version, summary)
        kept = collection.event(events.VersionKept)
        tx.emit(kept(document_id=document.id, type=document.type, version_number=version.number, summary=summary))
    await version.fetch_related("created_by")
    return version


async def restore_version(access: Access, collection: Collection, document_id: UUID, version_id: UUID) -> None:
    """Let the document say again what a version says: as a new version, so that nothing is lost."""
    async with transaction(access) as tx:
        document = await collection.require_current(access, document_id)
        version = await _of(access, document, version_id)
        text = await history.restore(access, version)
        await put_text(tx, collection, document, text, summary=f"Restored version {version.number}")


async def _require(access: Access, collection: Collection, document_id: UUID, version_id: UUID) -> Version:
    return await _of(access, await collection.require(access, document_id), version_id)


async def _of(access: Access, document: Document, version_id: UUID) -> Version:
    version = await Version.visible_to(access).filter(id=version_id, document_id=document.id).first()
    if version is None:
        raise NotFound
    return version
