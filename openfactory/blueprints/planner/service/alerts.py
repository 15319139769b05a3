"""Listing sync alerts: one statement a page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from openfactory.blueprints.planner.models import WorkOrder
from openfactory.blueprints.planner.schemas.alerts import SyncAlertQuery
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_moment, as_uuid
from openfactory.core.http.pages import cut, read_cursor
from openfactory.core.subjects import visible_kinds
from openfactory.shared.json_values import decoded

_LAST = (datetime(9999, 12, 31, tzinfo=UTC), UUID(int=2**128 - 1))
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]

# Of what the caller may not see neither name nor parts are told.
ALERT = (
    "s.id, s.work_order_id, w.number, w.title, s.entity_type, s.entity_id, s.change_type, s.changed, "
    "s.detected_at AS moment, @time(s.detected_at) AS detected_at, COALESCE(d.title, c.label) AS source_title "
    "FROM planner_sources s "
    "JOIN planner_work_orders w ON w.id = s.work_order_id AND w.deleted_at IS NULL "
    "JOIN planner_connections c ON c.id = s.connection_id "
    "LEFT JOIN documents_documents d ON d.id = s.entity_id "
    "WHERE s.project_id = :project_id AND s.change_type IS NOT NULL"
)
_LIST = Query(
    "planner.sync_alerts",
    f"SELECT {ALERT} AND (s.work_order_id = :work_order_id OR :work_order_id IS NULL) "
    "AND (s.detected_at, s.id) < (:moment, :before) ORDER BY s.detected_at DESC, s.id DESC LIMIT :most",
)


async def list_sync_alerts(access: Access, query: SyncAlertQuery) -> tuple[list[dict[str, Any]], str | None]:
    """Work orders that come from what has changed, the latest first; 404 for a work order that is none here."""
    if query.work_order_id is not None:
        await WorkOrder.require(access, query.work_order_id)
    moment, before = read_cursor(query.cursor, tuple[_Moment, UUID]) or _LAST
    rows = await _LIST.rows(
        project_id=access.project,
        work_order_id=query.work_order_id,
        moment=moment,
        before=before,
        most=query.limit + 1,
    )
    page, following = cut(rows, query.limit, lambda row: (as_moment(row["moment"]), row["id"]))
    visible = visible_kinds(access)
    return [shaped(row, visible) for row in page], following


def shaped(row: dict[str, Any], visible: tuple[str, ...]) -> dict[str, Any]:
    """A row as the wire has it."""
    seen = row["entity_type"] in visible
    title = row["source_title"] if seen else ""
    is_blueprint = row["entity_type"] == "blueprint"
    return {
        "id": as_uuid(row["id"]),
        "workOrderId": as_uuid(row["work_order_id"]),
        "workOrderKey": f"WO-{row['number']}",
        "workOrderTitle": row["title"],
        "blueprintId": as_uuid(row["entity_id"]) if is_blueprint else None,
        "blueprintTitle": title if is_blueprint else None,
        "source": {"type": row["entity_type"], "id": as_uuid(row["entity_id"]), "title": title},
        "changeType": row["change_type"],
        "changed": decoded(row["changed"]) if seen else [],
        "detectedAt": row["detected_at"],
    }
