"""Who may write to a work order while it is claimed."""

from __future__ import annotations

from openfactory.blueprints.planner.errors import AlreadyClaimed, StaleFence
from openfactory.blueprints.planner.models import WorkOrder
from openfactory.blueprints.planner.moments import rfc3339
from openfactory.core import clock
from openfactory.core.access import Access


def check_fence(order: WorkOrder, fence: int | None) -> None:
    """Refuse a fence that is not the present one."""
    if fence is not None and fence != order.claim_fence:
        raise StaleFence(f"the present fence is {order.claim_fence}", fence=order.claim_fence)


def check_hold(access: Access, order: WorkOrder, fence: int | None) -> None:
    """Refuse a stale fence and, while there is a claim, whoever does not hold it."""
    check_fence(order, fence)
    if order.is_claimed(clock.now()) and access.caller.kind != "system" and not is_own(access, order, fence):
        raise claimed(order)


def is_own(access: Access, order: WorkOrder, fence: int | None) -> bool:
    """Whether the last claim is the caller's: with its fence (which is checked) any of their keys may say so."""
    if fence is None:
        return order.is_held_by(access.caller)
    return order.claimed_by_id is not None and order.claimed_by_id == access.caller.user_id


def let_go(order: WorkOrder) -> None:
    """Let nobody hold it any more."""
    order.claimed_by_id = order.claimed_by_kind = order.claim_credential_id = order.claimed_until = None


def claimed(order: WorkOrder) -> AlreadyClaimed:
    """The refusal that says until when."""
    assert order.claimed_until is not None
    return AlreadyClaimed(
        f"it is claimed until {order.claimed_until:%Y-%m-%d %H:%M} UTC",
        fence=order.claim_fence,
        until=rfc3339(order.claimed_until),
    )
