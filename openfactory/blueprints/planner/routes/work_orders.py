"""Work orders over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.blueprints.planner.errors import (
    AlreadyClaimed,
    CriteriaOpen,
    DependencyCycle,
    StaleFence,
    StatusNotAllowed,
)
from openfactory.blueprints.planner.schemas.work_orders import (
    ChangeWorkOrder,
    CreateWorkOrder,
    ReadyList,
    WorkOrderList,
    WorkOrderOut,
    WorkOrderPage,
    WorkOrderQuery,
)
from openfactory.blueprints.planner.service import listing, work_orders
from openfactory.blueprints.planner.service.reading import WholeWorkOrder
from openfactory.blueprints.planner.service.reading import read_work_order as read_whole
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

routes = Routes("/work-orders")


@routes.get("/")
@endpoint(needs="planner.read", query=WorkOrderQuery, reply=WorkOrderList, trusted=True)
async def list_work_orders(access: Access, query: WorkOrderQuery) -> bytes:
    """List work orders: all, or those that fit every filter."""
    rows, following, total = await listing.list_work_orders(access, query)
    return msgspec.json.encode({"workOrders": rows, "nextCursor": following, "totalCount": total})


@routes.post("/")
@endpoint(
    needs="planner.write",
    body=CreateWorkOrder,
    reply=WorkOrderOut,
    status=201,
    versioned=True,
    errors=(Archived, DependencyCycle),
)
async def create_work_order(access: Access, body: CreateWorkOrder) -> WholeWorkOrder:
    """Create a work order, the last of its phase, under the project's next key."""
    return await work_orders.create_work_order(access, body)


@routes.get("/ready")
@endpoint(needs="planner.read", query=WorkOrderPage, reply=ReadyList, trusted=True)
async def list_ready_work_orders(access: Access, query: WorkOrderPage) -> bytes:
    """List what can be begun, in its order: ready, with nothing open before it, and claimed by nobody."""
    rows, following = await listing.list_ready_work_orders(access, query)
    return msgspec.json.encode({"workOrders": rows, "nextCursor": following})


@routes.get("/<work_order_id:uuid>")
@endpoint(needs="planner.read", reply=WorkOrderOut, versioned=True)
async def read_work_order(access: Access, work_order_id: UUID) -> WholeWorkOrder:
    """Give a work order with its texts, and all that it is tied to."""
    return await read_whole(access, work_order_id)


@routes.patch("/<work_order_id:uuid>")
@endpoint(
    needs="planner.work",
    body=ChangeWorkOrder,
    reply=WorkOrderOut,
    versioned=True,
    errors=(Archived, StatusNotAllowed, CriteriaOpen, DependencyCycle, AlreadyClaimed, StaleFence),
)
async def change_work_order(access: Access, work_order_id: UUID, body: ChangeWorkOrder) -> WholeWorkOrder:
    """Change a work order. Other things than its status need the permission `planner.write` as well.

    Its status goes one step on or back, or to the backlog. While somebody has claimed it, only they change its
    status.
    """
    return await work_orders.change_work_order(access, work_order_id, body)


@routes.delete("/<work_order_id:uuid>")
@endpoint(needs="planner.write", errors=(Archived, AlreadyClaimed))
async def delete_work_order(access: Access, work_order_id: UUID) -> None:
    """Delete a work order. Its key is never given again."""
    await work_orders.delete_work_order(access, work_order_id)
