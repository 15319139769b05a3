"""Putting a work order at another place, behind the board's lock."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.events import WorkOrderMoved
from openfactory.blueprints.planner.models import WorkOrder
from openfactory.blueprints.planner.schemas.boards import MoveWorkOrder
from openfactory.blueprints.planner.service.board import lock_board
from openfactory.blueprints.planner.service.places import phase_place, place_after
from openfactory.blueprints.planner.service.tallies import step, tally
from openfactory.core.access import Access
from openfactory.core.db.queries import as_uuid
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Invalid
from openfactory.shared.archiving import require_open


async def reorder_work_order(access: Access, wanted: MoveWorkOrder) -> list[dict[str, Any]]:
    """Put a work order right behind another one, or to the top of a phase; who has another place now."""
    if wanted.work_order_id == wanted.after_work_order_id:
        raise Invalid.at("/body/afterWorkOrderId", "a work order cannot come after itself", code="itself")
    async with transaction(access) as tx:
        require_open(access)
        await lock_board(access)
        order = await WorkOrder.require(access, wanted.work_order_id, lock=True)
        before = order.phase_id, order.sort_order
        order.phase_place = place = await phase_place(access, wanted.target_phase_id)
        order.sort_order, others = await place_after(access, order, place, wanted.after_work_order_id)
        order.phase_id = wanted.target_phase_id
        await order.save(update_fields=["phase_id", "phase_place", "sort_order"])
        await tally(access, step((before[0], order.status), (order.phase_id, order.status)))
        tx.emit(_moved(order, before))
    places = {as_uuid(row["id"]): row["sort_order"] for row in others} | {order.id: order.sort_order}
    return [{"id": key, "sort_order": value, "phase_id": order.phase_id} for key, value in places.items()]


def _moved(order: WorkOrder, before: tuple[UUID | None, int]) -> WorkOrderMoved:
    places = zip(("phaseId", "sortOrder"), before, (order.phase_id, order.sort_order), strict=True)
    return WorkOrderMoved(
        work_order_id=order.id,
        key=order.key,
        phase_id=order.phase_id,
        sort_order=order.sort_order,
        changes={name: {"old": old, "new": new} for name, old, new in places if old != new},
    )
