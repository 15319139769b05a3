"""The tree of features: reading it, and what its shape allows.

Whoever changes the shape holds the project's row locked, so the answers here stay true until the commit.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.projects.errors import FeatureCycle, TooDeep
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid

DEEPEST = 20

_TREE = Query(
    "projects.feature_tree",
    'SELECT f.id, f.name, f.slug, f.parent_id AS "parentId", f.sort_order AS "sortOrder" '
    "FROM projects_features f WHERE f.project_id = :project_id AND f.deleted_at IS NULL "
    "ORDER BY f.sort_order, f.id",
)
_ANCESTORS = Query(
    "projects.feature_ancestors",
    "WITH RECURSIVE up AS ("
    "SELECT id, parent_id FROM projects_features WHERE id = :feature_id AND project_id = :project_id "
    "UNION SELECT f.id, f.parent_id FROM projects_features f JOIN up ON f.id = up.parent_id"
    ") SELECT id FROM up",
)
_HEIGHT = Query(
    "projects.feature_height",
    "WITH RECURSIVE down AS ("
    "SELECT id, 1 AS level FROM projects_features WHERE id = :feature_id AND project_id = :project_id "
    "UNION ALL SELECT f.id, down.level + 1 FROM projects_features f JOIN down ON f.parent_id = down.id "
    "WHERE f.deleted_at IS NULL"
    ") SELECT MAX(level) AS height FROM down",
)
_LAST = Query(
    "projects.last_feature",
    "SELECT COALESCE(MAX(sort_order), -1) AS place FROM projects_features "
    "WHERE project_id = :project_id AND deleted_at IS NULL "
    "AND COALESCE(CAST(parent_id AS TEXT), '') = :parent",
)
# Only the neighbours from the wanted place up to the first gap move: no two siblings have one place, so those are
# the ones whose place has grown by one with each row.
_MAKE_ROOM = Query(
    "projects.make_room_for_feature",
    "UPDATE projects_features SET sort_order = sort_order + 1, version = version + 1 WHERE id IN ("
    "SELECT q.id FROM ("
    "SELECT id, sort_order - ROW_NUMBER() OVER (ORDER BY sort_order) + 1 AS start FROM projects_features "
    "WHERE project_id = :project_id AND deleted_at IS NULL AND sort_order >= :place AND id <> :feature_id "
    "AND COALESCE(CAST(parent_id AS TEXT), '') = :parent"
    ") q WHERE q.start = :place)",
)


async def read_tree(access: Access) -> list[dict[str, Any]]:
    """The features at the top, each with its children."""
    rows = await _TREE.rows(project_id=access.project)
    below: dict[Any, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    top: list[dict[str, Any]] = []
    for row in rows:
        row["children"] = below[row["id"]]
        below.get(row["parentId"], top).append(row)
    return top


async def check_parent(access: Access, parent_id: UUID, moved_id: UUID | None = None) -> None:
    """Refuse a parent below the feature that moves there, and one too deep for it and what is below it."""
    rows = await _ANCESTORS.rows(feature_id=parent_id, project_id=access.project)
    chain = [as_uuid(row["id"]) for row in rows]
    if moved_id in chain:
        raise FeatureCycle
    if len(chain) + (await _height(access, moved_id) if moved_id else 1) > DEEPEST:
        raise TooDeep(f"features can be nested {DEEPEST} deep")


async def _height(access: Access, feature_id: UUID) -> int:
    row = await _HEIGHT.one(feature_id=feature_id, project_id=access.project)
    assert row is not None
    height: int = row["height"]
    return height


async def place_for(access: Access, parent_id: UUID | None, wanted: int | None, feature_id: UUID | None) -> int:
    """A free place among the children of a parent: the wanted one, made free, or the one after the last."""
    where = {"project_id": access.project, "parent": str(parent_id or "")}
    if wanted is None:
        row = await _LAST.one(**where)
        assert row is not None
        return int(row["place"]) + 1
    await _MAKE_ROOM.run(**where, place=wanted, feature_id=feature_id or UUID(int=0))
    return wanted
