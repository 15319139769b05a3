"""Listing artifacts, the newest first: one statement a page, whatever is asked for."""

from __future__ import annotations

from itertools import product
from typing import Any
from uuid import UUID

from openfactory.blueprints.artifacts.models import Folder
from openfactory.blueprints.artifacts.schemas.artifacts import ArtifactQuery
from openfactory.blueprints.artifacts.service.reading import COLUMNS, NAMES, shaped
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.errors import NotFound
from openfactory.core.http.pages import cut, read_cursor
from openfactory.shared.search.lists import SearchedList

_LAST = UUID(int=2**128 - 1)
_FOLDERS = {
    "": "",
    "root": " AND a.folder_id IS NULL",
    "folder": " AND a.folder_id = :folder_id",
}
_TYPES = {
    "": "",
    "type": " AND a.mime_type = :mime_type",
    "kind": " AND SUBSTR(a.mime_type, 1, LENGTH(CAST(:mime_type AS TEXT))) = CAST(:mime_type AS TEXT)",
}
# Another project's folder is answered as if it did not exist: `known` comes along even where no artifact does.
_KNOWN = "EXISTS (SELECT 1 FROM artifacts_folders f WHERE f.id = :folder_id AND f.project_id = :project_id)"


def _sql(folder: str, kind: str, found: str) -> str:
    known = _KNOWN if folder == "folder" else "1 = 1"
    return (
        "WITH page AS (SELECT a.* FROM artifacts_artifacts a "
        f"WHERE a.project_id = :project_id AND a.id < :before{_FOLDERS[folder]}{_TYPES[kind]}{found} "
        "ORDER BY a.id DESC LIMIT :limit) "
        f"SELECT q.known, {COLUMNS} FROM (SELECT CASE WHEN {known} THEN 1 ELSE 0 END AS known) q "
        f"LEFT JOIN page a ON 1 = 1 {NAMES} ORDER BY a.id DESC"
    )


def _name(folder: str, kind: str) -> str:
    return ".".join(filter(None, ("artifacts.list", folder, kind)))


_LISTS = {
    (folder, kind): Query(_name(folder, kind), _sql(folder, kind, "")) for folder, kind in product(_FOLDERS, _TYPES)
}
_SEARCHES = {
    (folder, kind): SearchedList(f"{_name(folder, kind)}.search", _sql(folder, kind, " AND a.id IN ({found})"))
    for folder, kind in product(_FOLDERS, _TYPES)
}


async def list_artifacts(access: Access, query: ArtifactQuery) -> tuple[list[dict[str, Any]], str | None]:
    """A page of artifacts, and the next cursor."""
    (before,) = read_cursor(query.cursor, tuple[UUID]) or (_LAST,)
    folder = "root" if query.folder_id == "root" else "folder" if query.folder_id else ""
    mime_type = query.mime_type or ""
    kind = "kind" if mime_type.endswith("/*") else "type" if mime_type else ""
    values = {
        "before": before,
        "folder_id": query.folder_id,
        "mime_type": mime_type.removesuffix("*"),
        "limit": query.limit + 1,
    }
    if query.search is None:
        rows = await _LISTS[folder, kind].rows(project_id=access.project, **values)
    else:
        found = await _SEARCHES[folder, kind].rows(access, "artifact", query.search, **values)
        if found is None:  # no word to look for
            if isinstance(query.folder_id, UUID):
                await Folder.require(access, query.folder_id)
            return [], None
        rows = found
    if not rows[0]["known"]:
        raise NotFound
    page, following = cut([row for row in rows if row["id"] is not None], query.limit, lambda row: (row["id"],))
    return [shaped(row) for row in page], following
