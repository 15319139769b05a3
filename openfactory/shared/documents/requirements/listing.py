"""Listing requirements with their criteria: one statement a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from openfactory.core.access import Access
from openfactory.core.access.references import check_reference
from openfactory.core.db.queries import Query
from openfactory.core.http.pages import cut, read_cursor
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.schemas.requirements import RequirementQuery

_MOST_OTHERS = 5_000

_LIST = Query(
    "documents.requirements",
    "WITH page AS (SELECT r.id FROM documents_requirements r JOIN documents_documents d ON d.id = r.document_id "
    "WHERE r.project_id = :project_id AND d.collection = :collection AND d.deleted_at IS NULL "
    "AND r.removed_at IS NULL AND r.kind = 'requirement' AND r.number > :after "
    "AND (d.feature_id = :feature_id OR :feature_id IS NULL) AND (d.id = :document_id OR :document_id IS NULL) "
    "AND (r.key = :key OR :key IS NULL OR EXISTS (SELECT 1 FROM documents_requirements c "
    "WHERE c.parent_id = r.id AND c.key = :key AND c.removed_at IS NULL)) ORDER BY r.number LIMIT :most) "
    'SELECT r.id, r.key, r.written_key AS "writtenKey", r.number, r.parent_id, r.title, r.text, r.pattern, '
    "r.form, r.section, r.pointer, "
    'r.content_hash AS "contentHash", r.document_id AS "documentId", d.title AS "documentTitle", '
    'd.feature_id AS "featureId" '
    "FROM documents_requirements r JOIN documents_documents d ON d.id = r.document_id "
    "WHERE r.removed_at IS NULL AND (r.id IN (SELECT id FROM page) OR r.parent_id IN (SELECT id FROM page)) "
    "ORDER BY r.number, r.sub_number",
)
_OTHERS = Query(
    "documents.other_requirements",
    "SELECT r.key, r.title, r.text FROM documents_requirements r WHERE r.project_id = :project_id "
    "AND r.document_id <> :document_id AND r.removed_at IS NULL AND r.kind = 'requirement' "
    f"ORDER BY r.number LIMIT {_MOST_OTHERS}",
)


async def list_requirements(
    access: Access, collection: Collection, query: RequirementQuery
) -> tuple[Sequence[dict[str, Any]], str | None]:
    """A collection's requirements in the order of their numbers, each with its criteria."""
    for kind, name in (("feature", "feature_id"), ("document", "document_id")):
        if (row_id := getattr(query, name)) is not None:
            await check_reference(access, kind, row_id, pointer=f"/query/{kind}Id")
    (after,) = read_cursor(query.cursor, tuple[int]) or (0,)
    rows = await _LIST.rows(
        project_id=access.project,
        collection=collection.module,
        after=after,
        feature_id=query.feature_id,
        document_id=query.document_id,
        key=query.key,
        most=query.limit + 1,
    )
    page, following = cut(_nested(rows), query.limit, lambda row: (row["number"],))
    for row in page:
        del row["number"]
    return page, following


async def others(access: Access, document_id: UUID) -> list[tuple[str, str]]:
    """Keys and texts of the requirements in the project's other documents."""
    rows = await _OTHERS.rows(project_id=access.project, document_id=document_id)
    return [(row["key"], "\n".join(filter(None, (row["title"], row["text"])))) for row in rows]


def _nested(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    requirements: dict[Any, dict[str, Any]] = {}
    for row in rows:
        row["form"], row["section"] = msgspec.Raw(row["form"].encode()), msgspec.Raw(row["section"].encode())
        if row["parent_id"] is None:
            requirements[row["id"]] = row
            row["criteria"] = []
    for row in rows:
        parent_id = row.pop("parent_id")
        if parent_id is not None:
            kept = {
                name: row[name] for name in row if name not in ("number", "documentId", "documentTitle", "featureId")
            }
            requirements[parent_id]["criteria"].append(kept)
    return list(requirements.values())
