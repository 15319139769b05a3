"""The tree of folders: reading it, and what its shape allows.

Whoever changes the shape holds the project's row locked, so the answers here stay true until the commit.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.artifacts.errors import FolderCycle, TooDeep
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid

DEEPEST = 20

# The last row is the root's: artifacts in no folder.
_TREE = Query(
    "artifacts.folder_tree",
    "WITH counts AS (SELECT folder_id, COUNT(*) AS amount FROM artifacts_artifacts "
    "WHERE project_id = :project_id GROUP BY folder_id) "
    'SELECT f.id, f.name, f.parent_id AS "parentId", f.sort_order AS "sortOrder", '
    'CAST(COALESCE(c.amount, 0) AS BIGINT) AS "artifactCount", @time(f.created_at) AS "createdAt" '
    "FROM artifacts_folders f LEFT JOIN counts c ON c.folder_id = f.id WHERE f.project_id = :project_id "
    "UNION ALL SELECT NULL, NULL, NULL, 2147483647, CAST(COALESCE(SUM(c.amount), 0) AS BIGINT), NULL "
    "FROM counts c WHERE c.folder_id IS NULL "
    "ORDER BY 4, 1",
)
_ANCESTORS = Query(
    "artifacts.folder_ancestors",
    "WITH RECURSIVE up AS ("
    "SELECT id, parent_id FROM artifacts_folders WHERE id = :folder_id AND project_id = :project_id "
    "UNION SELECT f.id, f.parent_id FROM artifacts_folders f JOIN up ON f.id = up.parent_id"
    ") SELECT id FROM up",
)
_BELOW = Query(
    "artifacts.folders_below",
    "WITH RECURSIVE down AS ("
    "SELECT id, 1 AS level FROM artifacts_folders WHERE id = :folder_id AND project_id = :project_id "
    "UNION ALL SELECT f.id, down.level + 1 FROM artifacts_folders f JOIN down ON f.parent_id = down.id"
    ") SELECT id, level FROM down ORDER BY level DESC",
)
_SIBLINGS = "project_id = :project_id AND COALESCE(CAST(parent_id AS TEXT), '') = :parent AND id <> :folder_id"
_LAST = Query(
    "artifacts.last_folder",
    f"SELECT COALESCE(MAX(sort_order), -1) AS place FROM artifacts_folders WHERE {_SIBLINGS}",
)
_MAKE_ROOM = Query(
    "artifacts.make_room_for_folder",
    "UPDATE artifacts_folders SET sort_order = sort_order + 1, version = version + 1 "
    f"WHERE {_SIBLINGS} AND sort_order >= :place AND EXISTS ("
    f"SELECT 1 FROM artifacts_folders WHERE {_SIBLINGS} AND sort_order = :place)",
)


async def read_tree(access: Access) -> tuple[list[dict[str, Any]], int]:
    """The folders at the root, each with its children, and how many artifacts are in none. One statement."""
    rows = await _TREE.rows(project_id=access.project)
    root = next(row for row in rows if row["id"] is None)
    folders = [row for row in rows if row["id"] is not None]
    below: dict[Any, list[dict[str, Any]]] = {row["id"]: [] for row in folders}
    top: list[dict[str, Any]] = []
    for row in folders:
        row["children"] = below[row["id"]]
        below.get(row["parentId"], top).append(row)
    return top, root["artifactCount"]


async def check_parent(access: Access, parent_id: UUID, moved_id: UUID | None = None) -> None:
    """Refuse a parent that is the moved folder or below it, and one too deep for it and what is below it."""
    rows = await _ANCESTORS.rows(folder_id=parent_id, project_id=access.project)
    chain = [as_uuid(row["id"]) for row in rows]
    if moved_id is not None and moved_id in chain:
        raise FolderCycle
    height = (await _BELOW.rows(folder_id=moved_id, project_id=access.project))[0]["level"] if moved_id else 1
    if len(chain) + height > DEEPEST:
        raise TooDeep(f"folders can be nested {DEEPEST} deep")


async def subtree(access: Access, folder_id: UUID) -> list[UUID]:
    """The ids of a folder and of all below it, the deepest first."""
    rows = await _BELOW.rows(folder_id=folder_id, project_id=access.project)
    return [found for row in rows if (found := as_uuid(row["id"]))]


async def place_for(access: Access, parent_id: UUID | None, wanted: int | None, folder_id: UUID | None) -> int:
    """A free place among the folders in a parent: the wanted one, made free, or the one after the last."""
    where = {"project_id": access.project, "parent": str(parent_id or ""), "folder_id": folder_id or UUID(int=0)}
    if wanted is None:
        row = await _LAST.one(**where)
        assert row is not None
        return int(row["place"]) + 1
    await _MAKE_ROOM.run(**where, place=wanted)
    return wanted
