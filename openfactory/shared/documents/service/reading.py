"""Listing and reading documents: one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from openfactory.core.access import Access
from openfactory.core.access.references import check_reference
from openfactory.core.db.queries import Query
from openfactory.core.errors import NotFound
from openfactory.core.http.pages import cut, read_cursor
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.schemas.documents import DocumentQuery
from openfactory.shared.documents.texts import Text

_COLUMNS = (
    'd.id, d.type, d.title, d.slug, d.feature_id AS "featureId", d.feature_name AS "featureName", '
    'd.sort_order AS "sortOrder", d.version, u.id AS creator_id, u.name AS creator_name, '
    '@time(d.created_at) AS "createdAt", @time(d.updated_at) AS "updatedAt"'
)
_OWN = "d.project_id = :project_id AND d.collection = :collection"
_TEXT = 'c.content, c.diagram_source AS "diagramSource"'

_LIST = Query(
    "documents.list",
    f"SELECT {_COLUMNS} FROM documents_documents d LEFT JOIN accounts_users u ON u.id = d.created_by_id "
    f"WHERE {_OWN} AND (d.deleted_at IS NOT NULL) = :deleted AND (d.type = :type OR :type IS NULL) "
    "AND (d.feature_id = :feature_id OR :feature_id IS NULL) "
    "AND (d.sort_order, d.id) > (:sort_order, :after) ORDER BY d.sort_order, d.id LIMIT :most",
)
_READ = Query(
    "documents.read",
    f"SELECT {_COLUMNS}, {_TEXT} FROM documents_documents d JOIN documents_contents c ON c.document_id = d.id "
    "LEFT JOIN accounts_users u ON u.id = d.created_by_id "
    f"WHERE d.id = :document_id AND {_OWN} AND d.deleted_at IS NULL",
)
_ALL = Query(
    "documents.all",
    f"SELECT {_COLUMNS}, {_TEXT} FROM documents_documents d JOIN documents_contents c ON c.document_id = d.id "
    f"LEFT JOIN accounts_users u ON u.id = d.created_by_id WHERE {_OWN} AND d.deleted_at IS NULL "
    "ORDER BY d.sort_order, d.id LIMIT :most",
)


async def list_documents(
    access: Access, collection: Collection, query: DocumentQuery
) -> tuple[Sequence[dict[str, Any]], str | None]:
    """Documents in their order, without their texts."""
    if query.feature_id is not None:
        await check_reference(access, "feature", query.feature_id, pointer="/query/featureId")
    place, after = read_cursor(query.cursor, tuple[int, UUID]) or (-1, UUID(int=0))
    rows = await _LIST.rows(
        project_id=access.project,
        collection=collection.module,
        type=query.type,
        feature_id=query.feature_id,
        deleted=query.deleted,
        sort_order=place,
        after=after,
        most=query.limit + 1,
    )
    page, following = cut(rows, query.limit, lambda row: (row["sortOrder"], row["id"]))
    return [_finished(row) for row in page], following


async def read_document(access: Access, collection: Collection, document_id: UUID) -> dict[str, Any]:
    """A document in the wire's shape; its content is JSON text still."""
    row = await _READ.one(document_id=document_id, project_id=access.project, collection=collection.module)
    if row is None:
        raise NotFound
    return _finished(row)


async def read_all(access: Access, collection: Collection, most: int) -> list[dict[str, Any]]:
    """The collection's documents with their texts, at most so many."""
    rows = await _ALL.rows(project_id=access.project, collection=collection.module, most=most)
    return [_finished(row) for row in rows]


def text_of(row: dict[str, Any]) -> Text:
    """The text of a row that has been read here."""
    return Text.stored(row["content"], row["diagramSource"])


def as_json(row: dict[str, Any]) -> bytes:
    """The row as its JSON, without reading its content."""
    return msgspec.json.encode({**row, "content": msgspec.Raw(row["content"].encode())})


def _finished(row: dict[str, Any]) -> dict[str, Any]:
    creator, name = row.pop("creator_id"), row.pop("creator_name")
    row["createdBy"] = {"id": creator, "name": name} if creator else None
    return row
