"""Many work orders at once, and their order, over HTTP."""

from __future__ import annotations

from typing import Any

from openfactory.blueprints.planner.errors import NotInPhase
from openfactory.blueprints.planner.schemas.boards import ChangedOut, ChangeWorkOrders, MovedOut, MoveWorkOrder
from openfactory.blueprints.planner.service import bulk, ordering
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

routes = Routes("/work-orders")


@routes.post("/bulk")
@endpoint(needs="planner.write", body=ChangeWorkOrders, reply=ChangedOut, errors=(Archived,))
async def change_work_orders(access: Access, body: ChangeWorkOrders) -> dict[str, Any]:
    """Change many work orders alike. `failed` names those that were left as they are, with the code of the reason."""
    return await bulk.change_work_orders(access, body)


@routes.post("/reorder")
@endpoint(needs="planner.write", body=MoveWorkOrder, reply=MovedOut, errors=(Archived, NotInPhase))
async def reorder_work_order(access: Access, body: MoveWorkOrder) -> dict[str, Any]:
    """Put a work order right behind another one, or to the top of a phase."""
    return {"updated_orders": await ordering.reorder_work_order(access, body)}
