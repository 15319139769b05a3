"""Documents and requirements as they are now, many with one statement: for modules that follow or gather them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid
from openfactory.shared.documents.kinds import Collection

_PAGE = 20
_COLUMNS = (
    "d.id, d.collection, d.type, d.title, d.feature_id, d.feature_name, d.last_version, d.sort_order, "
    "(d.deleted_at IS NOT NULL) AS deleted, c.content, c.diagram_source"
)
_TABLES = "FROM documents_documents d JOIN documents_contents c ON c.document_id = d.id"
_NAMED = Query(
    "documents.named",
    f"SELECT {_COLUMNS} {_TABLES} WHERE d.project_id = :project_id AND d.id IN @each(:ids) ORDER BY d.id",
)
_NEXT = Query(
    "documents.next",
    f"SELECT {_COLUMNS} {_TABLES} WHERE d.project_id = :project_id AND d.collection = :collection "
    "AND d.deleted_at IS NULL AND (d.sort_order, d.id) > (:sort_order, :after) "
    "ORDER BY d.sort_order, d.id LIMIT :most",
)
_REQUIREMENTS = Query(
    "documents.current_requirements",
    "SELECT r.id, r.key, r.written_key, r.title, r.text, r.form, r.content_hash, d.feature_id, p.key AS parent_key "
    "FROM documents_requirements r LEFT JOIN documents_requirements p ON p.id = r.parent_id "
    "JOIN documents_documents d ON d.id = r.document_id AND d.deleted_at IS NULL "
    "WHERE r.project_id = :project_id AND r.removed_at IS NULL ORDER BY r.number, r.sub_number LIMIT :most",
)
_SOME_REQUIREMENTS = Query(
    "documents.some_requirements",
    "SELECT r.id, r.key, r.title, r.text, r.form, r.content_hash, r.parent_id, d.title AS document_title "
    "FROM documents_requirements r JOIN documents_documents d ON d.id = r.document_id AND d.deleted_at IS NULL "
    "WHERE r.project_id = :project_id AND r.removed_at IS NULL "
    "AND (r.id IN @each(:ids) OR r.parent_id IN @each(:ids)) ORDER BY r.number, r.sub_number",
)


_TITLES = Query(
    "documents.titles",
    "SELECT d.id, d.title, NULL AS key, NULL AS text FROM documents_documents d "
    "WHERE d.project_id = :project_id AND d.deleted_at IS NULL AND d.id IN @each(:ids) "
    "UNION ALL SELECT r.id, r.title, r.key, r.text FROM documents_requirements r "
    "JOIN documents_documents d ON d.id = r.document_id AND d.deleted_at IS NULL "
    "WHERE r.project_id = :project_id AND r.removed_at IS NULL AND r.id IN @each(:ids)",
)
_LONGEST = 200  # characters of a requirement's words in its name


async def titles_named(access: Access, ids: Iterable[UUID]) -> dict[UUID | None, str]:
    """Present names of documents and requirements that are there, by id: one statement for all of them."""
    rows = await _TITLES.rows(project_id=access.project, ids=_listed(ids))
    return {
        as_uuid(row["id"]): requirement_name(row["key"], row["title"], row["text"]) if row["key"] else row["title"]
        for row in rows
    }


def requirement_name(key: str, title: str, text: str) -> str:
    """A requirement or criterion for people: its key, and the beginning of its words."""
    words = " ".join(f"{title} {text}".split())
    return f"{key} {words if len(words) <= _LONGEST else words[: _LONGEST - 1] + '…'}"


async def documents_named(access: Access, ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Documents with their texts, in the order of their ids, the deleted ones too (`deleted`)."""
    return await _NAMED.rows(project_id=access.project, ids=_listed(ids))


async def documents_in_order(access: Access, collection: Collection) -> AsyncIterator[dict[str, Any]]:
    """The documents of a collection with their texts, in their order, read a few at a time."""
    place, after = -1, UUID(int=0)
    while True:
        rows = await _NEXT.rows(
            project_id=access.project, collection=collection.module, sort_order=place, after=after, most=_PAGE
        )
        for row in rows:
            yield row
        if len(rows) < _PAGE:
            return
        place, after = rows[-1]["sort_order"], rows[-1]["id"]


async def requirements_now(access: Access, most: int) -> list[dict[str, Any]]:
    """Requirements and their criteria (with `parent_key`) in the order of their keys, at most so many."""
    return await _REQUIREMENTS.rows(project_id=access.project, most=most)


async def requirements_named(access: Access, ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """These and the criteria that belong to them, in the order of their keys; without those that have gone."""
    return await _SOME_REQUIREMENTS.rows(project_id=access.project, ids=_listed(ids))


def words_of(row: Mapping[str, Any]) -> str:
    """What a requirement or criterion says, in one line; of a scenario its steps with their keywords."""
    form = msgspec.json.decode(row["form"])
    if isinstance(form, list):
        steps = ", ".join(f"{step['keyword']} {step['text']}" for step in form)
        text = steps[:1].upper() + steps[1:]
    else:
        text = row["text"]
    return " ".join(f"{row['title']} {text}".split())


def _listed(ids: Iterable[UUID]) -> str:
    return msgspec.json.encode([str(row_id) for row_id in ids]).decode()
