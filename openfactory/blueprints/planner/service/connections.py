"""What a work order comes from, or refers to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.errors import AlreadyConnected, Full
from openfactory.blueprints.planner.events import WorkOrderConnected, WorkOrderDisconnected
from openfactory.blueprints.planner.models import Connection, WorkOrder
from openfactory.blueprints.planner.schemas.connections import Connect
from openfactory.blueprints.planner.service.reading import shown
from openfactory.blueprints.planner.service.sources import watch
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Invalid, NotFound
from openfactory.core.subjects import find_subject
from openfactory.shared.archiving import require_open

MOST = 100


async def connect_work_order(access: Access, work_order_id: UUID, wanted: Connect) -> dict[str, Any]:
    """Say that a work order comes from something of the project, or refers to it."""
    async with transaction(access) as tx:
        require_open(access)
        order = await WorkOrder.require(access, work_order_id, lock=True)
        target = await find_subject(
            access, wanted.target_entity_type, wanted.target_entity_id, pointer="/body/targetEntityType"
        )
        if target.id == order.id:
            raise Invalid.at("/body/targetEntityId", "a work order is not connected with itself", code="itself")
        there = Connection.visible_to(access).filter(work_order_id=order.id)
        same = there.filter(entity_type=target.kind, entity_id=target.id, edge_type=wanted.edge_type)
        if await same.exists():
            raise AlreadyConnected
        if await there.count() >= MOST:
            raise Full(f"a work order has at most {MOST} connections")
        row = await Connection.create(
            project_id=access.project,
            work_order_id=order.id,
            entity_type=target.kind,
            entity_id=target.id,
            edge_type=wanted.edge_type,
            label=target.title[:300],
        )
        await watch(tx, row)
        tx.emit(WorkOrderConnected(**about(row)))
    return shown(row, target.title)


async def disconnect_work_order(access: Access, work_order_id: UUID, connection_id: UUID) -> None:
    """Take a connection away."""
    async with transaction(access) as tx:
        require_open(access)
        order = await WorkOrder.require(access, work_order_id)
        row = await Connection.require(access, connection_id, lock=True)
        if row.work_order_id != order.id:
            raise NotFound
        await row.delete()
        tx.emit(WorkOrderDisconnected(**about(row)))


def about(row: Connection) -> dict[str, Any]:
    """What every fact about a connection says."""
    return {
        "work_order_id": row.work_order_id,
        "connection_id": row.id,
        "target_entity_type": row.entity_type,
        "target_entity_id": row.entity_id,
        "edge_type": row.edge_type,
    }
