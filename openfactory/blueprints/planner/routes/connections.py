"""What a work order is connected with, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.errors import AlreadyConnected, Full
from openfactory.blueprints.planner.schemas.connections import Connect
from openfactory.blueprints.planner.schemas.work_orders import GraphConnectionOut
from openfactory.blueprints.planner.service import connections
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

routes = Routes("/work-orders/<work_order_id:uuid>/connections")


@routes.post("/")
@endpoint(
    needs="planner.write",
    body=Connect,
    reply=GraphConnectionOut,
    status=201,
    errors=(Archived, AlreadyConnected, Full),
)
async def connect_work_order(access: Access, work_order_id: UUID, body: Connect) -> dict[str, Any]:
    """Say that a work order comes from something of the project, or refers to it."""
    return await connections.connect_work_order(access, work_order_id, body)


@routes.delete("/<connection_id:uuid>")
@endpoint(needs="planner.write", errors=(Archived,))
async def disconnect_work_order(access: Access, work_order_id: UUID, connection_id: UUID) -> None:
    """Take a connection away."""
    await connections.disconnect_work_order(access, work_order_id, connection_id)
