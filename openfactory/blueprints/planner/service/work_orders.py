"""Creating, changing and deleting work orders."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from openfactory.blueprints.planner.events import WorkOrderCreated, WorkOrderDeleted
from openfactory.blueprints.planner.models import Texts, WorkOrder
from openfactory.blueprints.planner.schemas.work_orders import TEXTS, ChangeWorkOrder, CreateWorkOrder
from openfactory.blueprints.planner.service.assignees import assign, check_members
from openfactory.blueprints.planner.service.board import lock_board, next_number
from openfactory.blueprints.planner.service.changing import apply_change, check_change, check_links
from openfactory.blueprints.planner.service.dependencies import depend, forget_dependencies
from openfactory.blueprints.planner.service.holding import check_hold
from openfactory.blueprints.planner.service.places import last_place, phase_place
from openfactory.blueprints.planner.service.reading import WholeWorkOrder, read_work_order
from openfactory.blueprints.planner.service.searching import forget_entry, forget_words, keep_words, put_entry
from openfactory.blueprints.planner.service.tallies import tally
from openfactory.blueprints.projects.api import count, read_feature
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.shared.archiving import require_open

_BY_WORKERS = {"status", "fence"}  # what needs no more than the permission to work
_BEHIND_THE_BOARD = {"phase_id", "depends_on"}


async def create_work_order(access: Access, wanted: CreateWorkOrder) -> WholeWorkOrder:
    """Add a work order under the project's next key, at the end of its phase."""
    async with transaction(access) as tx:
        require_open(access)
        order = await add_work_order(tx, wanted)
    return await read_work_order(access, order.id)


async def add_work_order(tx: Transaction, wanted: CreateWorkOrder) -> WorkOrder:
    """The same in an open transaction, in a project that is open. From here on it holds the board's lock."""
    access = tx.access
    number = await next_number(access)
    if wanted.feature_id is not None:
        await read_feature(access, wanted.feature_id)
    await check_members(access, wanted.assignee_ids)
    place = await phase_place(access, wanted.phase_id)
    order = await WorkOrder.create(
        project_id=access.project,
        number=number,
        title=wanted.title,
        status=wanted.status,
        phase_id=wanted.phase_id,
        phase_place=place,
        sort_order=await last_place(access, place),
        feature_id=wanted.feature_id,
        deliverable_type=wanted.deliverable_type,
        created_by_id=access.caller.user_id,
    )
    given = {name: text for name in TEXTS if (text := getattr(wanted, name)) is not None}
    texts = await Texts.create(work_order_id=order.id, **given) if given else None
    await keep_words(order)
    await put_entry(access, order, texts)
    if wanted.assignee_ids:
        await assign(tx, order, wanted.assignee_ids)
    if wanted.depends_on:
        await depend(access, order, wanted.depends_on)
    await tally(access, Counter({(order.phase_id, order.status): 1}))
    await count(access.project, "work_order", 1)
    created = WorkOrderCreated(
        work_order_id=order.id,
        key=order.key,
        title=order.title,
        status=order.status,
        phase_id=order.phase_id,
        feature_id=order.feature_id,
    )
    tx.emit(created)
    return order


async def change_work_order(access: Access, work_order_id: UUID, wanted: ChangeWorkOrder) -> WholeWorkOrder:
    """Change what is given. Its status changes step by step, and while it is claimed by whoever holds it."""
    if wanted.model_fields_set - _BY_WORKERS:
        access.demand("planner.write")
    async with transaction(access) as tx:
        require_open(access)
        if wanted.model_fields_set & _BEHIND_THE_BOARD:
            await lock_board(access)
        order = await WorkOrder.require_current(access, work_order_id)
        await check_links(access, wanted)
        await check_change(access, order, wanted)
        await apply_change(tx, order, wanted)
    return await read_work_order(access, work_order_id)


async def delete_work_order(access: Access, work_order_id: UUID) -> None:
    """Put a work order out of reach. Nothing waits for it any more; its key is never given again."""
    async with transaction(access) as tx:
        require_open(access)
        await lock_board(access)
        order = await WorkOrder.require_current(access, work_order_id)
        check_hold(access, order, None)
        order.deleted_at = clock.now()
        await order.save(update_fields=["deleted_at"])
        await forget_words(order)
        await forget_entry(access, order)
        await forget_dependencies(access, order.id)
        await tally(access, Counter({(order.phase_id, order.status): -1}))
        await count(access.project, "work_order", -1)
        tx.emit(WorkOrderDeleted(work_order_id=order.id, key=order.key, title=order.title))
