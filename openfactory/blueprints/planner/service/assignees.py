"""Who is to do a work order."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from openfactory.blueprints.planner.models import Assignee, WorkOrder
from openfactory.blueprints.planner.subjects import found
from openfactory.core.access import Access
from openfactory.core.db.transactions import Transaction
from openfactory.core.errors import NotFound
from openfactory.shared.notifications.service import members_among, notify


async def check_members(access: Access, user_ids: Iterable[UUID]) -> None:
    """Refuse (404) a user who does not belong to the organization."""
    wanted = set(user_ids)
    if wanted and await members_among(access, wanted) != wanted:
        raise NotFound


async def assigned_to(access: Access, work_order_id: UUID) -> list[UUID]:
    """The users, in the order of their assignment."""
    rows = Assignee.visible_to(access).filter(work_order_id=work_order_id).order_by("id")
    return [row.user_id for row in await rows.only("id", "user_id")]


async def assign(tx: Transaction, order: WorkOrder, user_ids: Iterable[UUID]) -> None:
    """Make these users, who are members, and no others the ones who are to do it. Who is new to it is told."""
    access = tx.access
    wanted = list(dict.fromkeys(user_ids))
    rows = Assignee.visible_to(access).filter(work_order_id=order.id)
    await rows.exclude(user_id__in=wanted).delete() if wanted else await rows.delete()
    there = set(await assigned_to(access, order.id))
    added = [user_id for user_id in wanted if user_id not in there]
    for user_id in added:
        await Assignee.create(project_id=access.project, work_order_id=order.id, user_id=user_id)
    # What an agent does on behalf of a user may well be news to that user.
    own = {access.caller.user_id} if access.caller.kind == "session" else set()
    told = [user_id for user_id in added if user_id not in own]
    await notify(tx, told, found(order), kind="assignment", excerpt=order.title, source_id=None)
