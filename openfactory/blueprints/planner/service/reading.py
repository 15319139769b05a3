"""Reading one work order with all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from openfactory.blueprints.planner.models import Connection
from openfactory.blueprints.planner.service.list_queries import COLUMNS, NAMES
from openfactory.blueprints.planner.service.listing import assignee, shaped
from openfactory.blueprints.planner.service.states import TRACKED
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.errors import Denied, Invalid, NotFound
from openfactory.core.subjects import find_subject, visible_kinds
from openfactory.shared.documents.service.current import titles_named

_WHOLE = Query(
    "planner.whole",
    f"SELECT {COLUMNS}, w.version, w.claim_fence, @time(w.claimed_until) AS claimed_until, "
    "w.claimed_until > :now AS claimed, w.claimed_by_kind, "
    "c.id AS creator_id, c.name AS creator_name, "
    "k.id AS holder_id, k.name AS holder_name, k.avatar_url AS holder_avatar, "
    "t.description, t.acceptance_criteria, t.out_of_scope, t.implementation_plan "
    "FROM planner_work_orders w "
    f"{NAMES}"
    "LEFT JOIN planner_texts t ON t.work_order_id = w.id "
    "LEFT JOIN accounts_users c ON c.id = w.created_by_id "
    "LEFT JOIN accounts_users k ON k.id = w.claimed_by_id "
    "WHERE w.id = :work_order_id AND w.project_id = :project_id AND w.deleted_at IS NULL ORDER BY a.id",
)
_WAITS = Query(
    "planner.waits",
    "SELECT d.depends_on_id AS id, b.status FROM planner_dependencies d "
    "JOIN planner_work_orders b ON b.id = d.depends_on_id "
    "WHERE d.work_order_id = :work_order_id AND d.project_id = :project_id ORDER BY d.id",
)


class WholeWorkOrder(dict[str, Any]):
    """A work order as the wire has it, and beside that its row's version."""

    def __init__(self, version: int, content: dict[str, Any]) -> None:
        super().__init__(content)
        self.version = version


async def read_work_order(access: Access, work_order_id: UUID) -> WholeWorkOrder:
    """A work order of the project, or 404."""
    where = {"project_id": access.project, "work_order_id": work_order_id}
    rows = await _WHOLE.rows(**where, now=clock.now())
    if not rows:
        raise NotFound
    first = rows[0]
    content = shaped(first)
    content["assignees"] = [assignee(row) for row in rows if row["assignee_id"] is not None]
    for column, name in _TEXTS.items():
        content[name] = msgspec.json.decode(first[column]) if first[column] else None
    waits = await _WAITS.rows(**where)
    content["dependsOn"] = [row["id"] for row in waits]
    content["blockedBy"] = [row["id"] for row in waits if row["status"] != "done"]
    content["claim"] = _claim(first)
    content["createdBy"] = {"id": first["creator_id"], "name": first["creator_name"]} if first["creator_id"] else None
    content["graphConnections"] = await _connections(access, work_order_id)
    return WholeWorkOrder(first["version"], content)


_TEXTS = {
    "description": "description",
    "acceptance_criteria": "acceptanceCriteria",
    "out_of_scope": "outOfScope",
    "implementation_plan": "implementationPlan",
}


def _claim(row: dict[str, Any]) -> dict[str, Any] | None:
    if not row["claimed"] or row["holder_id"] is None:
        return None
    by = {
        "id": row["holder_id"],
        "name": row["holder_name"],
        "avatarUrl": row["holder_avatar"],
        "type": row["claimed_by_kind"],
    }
    return {"fence": row["claim_fence"], "until": row["claimed_until"], "by": by}


async def _connections(access: Access, work_order_id: UUID) -> list[dict[str, Any]]:
    rows = await Connection.visible_to(access).filter(work_order_id=work_order_id).order_by("id")
    texts = [row.entity_id for row in rows if row.entity_type in TRACKED]
    titles = await titles_named(access, texts) if texts else {}
    found = [(row, await _label(access, row, titles)) for row in rows]
    return [shown(row, label) for row, label in found if label is not None]


async def _label(access: Access, row: Connection, titles: Mapping[UUID | None, str]) -> str | None:
    """The present title; the one kept where its module is not served; None for what is gone, or not to be seen.

    Of an extracted work order there are many requirements, so `titles` has those of documents and requirements.
    """
    if row.entity_type in TRACKED:
        return titles.get(row.entity_id) if row.entity_type in visible_kinds(access) else None
    try:
        return (await find_subject(access, row.entity_type, row.entity_id, pointer="")).title
    except Invalid:
        return row.label
    except (NotFound, Denied):
        return None


def shown(row: Connection, label: str) -> dict[str, Any]:
    """A connection as the wire has it. The graph's nodes are a later module's."""
    return {
        "id": row.id,
        "nodeId": None,
        "entityType": row.entity_type,
        "entityId": row.entity_id,
        "label": label,
        "edgeType": row.edge_type,
    }
