"""Changing many work orders alike, behind the board's lock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.models import WorkOrder
from openfactory.blueprints.planner.schemas.boards import ChangeWorkOrders
from openfactory.blueprints.planner.schemas.work_orders import ChangeWorkOrder
from openfactory.blueprints.planner.service.board import lock_board
from openfactory.blueprints.planner.service.changing import apply_change, check_change, check_links
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import NotFound, Refusal
from openfactory.shared.archiving import require_open


async def change_work_orders(access: Access, wanted: ChangeWorkOrders) -> dict[str, Any]:
    """Change many alike: each by itself, but for ids that are not there, with which nothing is changed (404)."""
    updates = ChangeWorkOrder(**{name: getattr(wanted.updates, name) for name in wanted.updates.model_fields_set})
    failed: list[dict[str, Any]] = []
    changed: list[WorkOrder] = []
    async with transaction(access) as tx:
        require_open(access)
        await lock_board(access)
        orders = await _locked(access, wanted.work_order_ids)
        await check_links(access, updates)
        for order in orders:
            try:
                await check_change(access, order, updates)
            except Refusal as refusal:
                failed.append({"id": order.id, "code": refusal.code})
            else:
                await apply_change(tx, order, updates)
                changed.append(order)
    return {"updated_count": len(changed), "work_orders": changed, "failed": failed}


async def _locked(access: Access, ids: Iterable[UUID]) -> list[WorkOrder]:
    """The work orders, as they were named, each once."""
    wanted = list(dict.fromkeys(ids))
    rows = WorkOrder.visible_to(access).filter(id__in=wanted).order_by("id").select_for_update()
    found = {order.id: order for order in await rows}
    if len(found) != len(wanted):
        raise NotFound
    return [found[order_id] for order_id in wanted]
