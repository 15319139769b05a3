"""Claims over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.errors import (
    AlreadyClaimed,
    AlreadyDone,
    NotClaimed,
    NothingReady,
    StaleFence,
)
from openfactory.blueprints.planner.models import WorkOrder
from openfactory.blueprints.planner.schemas.claims import (
    ClaimNext,
    ClaimOut,
    ClaimWorkOrder,
    FenceQuery,
    ProlongClaim,
)
from openfactory.blueprints.planner.service import claims
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

routes = Routes("/work-orders")


@routes.post("/claim-next")
@endpoint(needs="planner.work", body=ClaimNext, reply=ClaimOut, errors=(Archived, NothingReady))
async def claim_next_work_order(access: Access, body: ClaimNext) -> dict[str, Any]:
    """Claim the first work order that can be begun. Where there is none: 404 with `planner.nothing_ready`."""
    return _told(await claims.claim_next_work_order(access, minutes=body.minutes))


@routes.post("/<work_order_id:uuid>/claim")
@endpoint(
    needs="planner.work",
    body=ClaimWorkOrder,
    reply=ClaimOut,
    errors=(Archived, AlreadyClaimed, AlreadyDone, StaleFence, NotClaimed),
)
async def claim_work_order(access: Access, work_order_id: UUID, body: ClaimWorkOrder) -> dict[str, Any]:
    """Claim a work order, so that nobody else works on it meanwhile. A claim that holds refuses every other."""
    return _told(await claims.claim_work_order(access, work_order_id, minutes=body.minutes, fence=body.fence))


@routes.post("/<work_order_id:uuid>/claim/heartbeat")
@endpoint(
    needs="planner.work",
    body=ProlongClaim,
    reply=ClaimOut,
    errors=(Archived, StaleFence, AlreadyClaimed, NotClaimed),
)
async def prolong_claim(access: Access, work_order_id: UUID, body: ProlongClaim) -> dict[str, Any]:
    """Say that the work goes on: the claim holds for so many minutes from now."""
    return _told(await claims.prolong_claim(access, work_order_id, minutes=body.minutes, fence=body.fence))


@routes.delete("/<work_order_id:uuid>/claim")
@endpoint(needs="planner.work", query=FenceQuery, errors=(Archived, StaleFence, AlreadyClaimed))
async def release_work_order(access: Access, work_order_id: UUID, query: FenceQuery) -> None:
    """End a claim of one's own, or with the permission `planner.manage` anybody's. Its fence is stale then."""
    await claims.release_work_order(access, work_order_id, fence=query.fence)


def _told(order: WorkOrder) -> dict[str, Any]:
    return {
        "work_order_id": order.id,
        "key": order.key,
        "title": order.title,
        "fence": order.claim_fence,
        "until": order.claimed_until,
    }
