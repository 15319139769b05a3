"""Claims: one works on a work order at a time, for a while, and can tell when that is over.

Each claim, and each release, gets the work order's next number, its fence. Who writes with a fence is refused
once there is a newer one: a worker that was too slow cannot overwrite what the next one does. A fence stays good
beyond the claim's time as long as nobody has claimed since.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.connection import get_connection

from openfactory.blueprints.planner.errors import AlreadyDone, NotClaimed, NothingReady
from openfactory.blueprints.planner.events import WorkOrderClaimed, WorkOrderClaimProlonged, WorkOrderReleased
from openfactory.blueprints.planner.models import WorkOrder
from openfactory.blueprints.planner.moments import rfc3339
from openfactory.blueprints.planner.service.holding import check_fence, check_hold, claimed, is_own, let_go
from openfactory.blueprints.planner.service.list_queries import READY
from openfactory.blueprints.planner.statuses import Status
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.shared.archiving import require_open

# Not by the row's save: a claim is no new version of the work order, and `If-Match` goes on fitting.
_HOLD = Query(
    "planner.hold",
    "UPDATE planner_work_orders SET claim_fence = :fence, claimed_until = :until, claimed_by_id = :user_id, "
    "claimed_by_kind = :kind, claim_credential_id = :credential_id WHERE id = :id AND project_id = :project_id",
)
_NEXT = f"SELECT w.id FROM planner_work_orders w WHERE {READY} ORDER BY w.phase_place, w.sort_order LIMIT 1"
# Many ask at once. On PostgreSQL each passes over what another one is just taking; what another one has just
# taken is looked at again, since the row has changed. On SQLite one asks after the other.
_FIRST_READY = {
    "sqlite": Query("planner.first_ready", _NEXT),
    "postgres": Query("planner.first_ready_unlocked", f"{_NEXT} FOR UPDATE OF w SKIP LOCKED"),
}


async def claim_work_order(access: Access, work_order_id: UUID, *, minutes: int, fence: int | None = None) -> WorkOrder:
    """Let the caller, and nobody else, work on this for a while. With the fence of their claim that is prolonged."""
    if fence is not None:
        return await prolong_claim(access, work_order_id, minutes=minutes, fence=fence)
    async with transaction(access) as tx:
        require_open(access)
        # Two claims at the same moment queue here: without the lock both would find the work order free.
        order = await WorkOrder.require(access, work_order_id, lock=True)
        if order.is_claimed(clock.now()):
            raise claimed(order)
        if order.status is Status.DONE:
            raise AlreadyDone
        await _take(tx, order, minutes)
    return order


async def claim_next_work_order(access: Access, *, minutes: int) -> WorkOrder:
    """Claim the first work order that is ready, with nothing open before it; each caller gets another one."""
    async with transaction(access) as tx:
        require_open(access)
        statement = _FIRST_READY[get_connection("default").capabilities.dialect]
        row = await statement.one(project_id=access.project, now=clock.now())
        if row is None:
            raise NothingReady
        order = await WorkOrder.require(access, UUID(str(row["id"])), lock=True)
        await _take(tx, order, minutes)
    return order


async def prolong_claim(access: Access, work_order_id: UUID, *, minutes: int, fence: int | None) -> WorkOrder:
    """Say that the work goes on: the claim holds for so many minutes from now."""
    async with transaction(access) as tx:
        require_open(access)
        order = await WorkOrder.require(access, work_order_id, lock=True)
        check_hold(access, order, fence)
        if not is_own(access, order, fence):
            raise NotClaimed
        order.claimed_until = _until(minutes)
        await _write(order)
        tx.emit(
            WorkOrderClaimProlonged(
                work_order_id=order.id,
                key=order.key,
                fence=order.claim_fence,
                claimed_until=rfc3339(order.claimed_until),
            )
        )
    return order


async def release_work_order(access: Access, work_order_id: UUID, *, fence: int | None = None) -> None:
    """End a claim of one's own, or as an admin anybody's. Where there is none, nothing happens."""
    async with transaction(access) as tx:
        require_open(access)
        order = await WorkOrder.require(access, work_order_id, lock=True)
        check_fence(order, fence)
        if not access.may("planner.manage"):
            check_hold(access, order, fence)
        if order.claimed_by_id is None:
            return
        order.claim_fence += 1
        let_go(order)
        await _write(order)
        tx.emit(WorkOrderReleased(work_order_id=order.id, key=order.key, fence=order.claim_fence))


async def _take(tx: Transaction, order: WorkOrder, minutes: int) -> None:
    caller = tx.access.caller
    order.claim_fence += 1
    order.claimed_until = _until(minutes)
    order.claimed_by_id, order.claimed_by_kind = tx.access.user_id, caller.actor_kind
    order.claim_credential_id = caller.credential_id
    await _write(order)
    tx.emit(
        WorkOrderClaimed(
            work_order_id=order.id, key=order.key, fence=order.claim_fence, claimed_until=rfc3339(order.claimed_until)
        )
    )


async def _write(order: WorkOrder) -> None:
    await _HOLD.run(
        id=order.id,
        project_id=order.project_id,
        fence=order.claim_fence,
        until=order.claimed_until,
        user_id=order.claimed_by_id,
        kind=order.claimed_by_kind,
        credential_id=order.claim_credential_id,
    )


def _until(minutes: int) -> datetime:
    return clock.now() + timedelta(minutes=minutes)
