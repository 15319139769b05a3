"""One change of one work order: first whether it may be, then doing it, and what the log says of it.

A check writes nothing, so that of many work orders those that fail can be left as they are.
"""

from __future__ import annotations

from typing import Any

from pydantic.alias_generators import to_camel

from openfactory.blueprints.planner.events import WorkOrderChanged, WorkOrderMoved, WorkOrderStatusChanged
from openfactory.blueprints.planner.models import Texts, WorkOrder
from openfactory.blueprints.planner.schemas.work_orders import TEXTS, ChangeWorkOrder
from openfactory.blueprints.planner.service.assignees import assign, assigned_to, check_members
from openfactory.blueprints.planner.service.dependencies import depend, dependencies_of
from openfactory.blueprints.planner.service.evidence import criteria_text, require_evidence
from openfactory.blueprints.planner.service.holding import check_fence, check_hold, let_go
from openfactory.blueprints.planner.service.places import last_place, phase_place
from openfactory.blueprints.planner.service.searching import forget_words, keep_words, put_entry
from openfactory.blueprints.planner.service.tallies import step, tally
from openfactory.blueprints.planner.statuses import Status, check_step
from openfactory.blueprints.projects.api import read_feature
from openfactory.core.access import Access
from openfactory.core.db.transactions import Transaction
from openfactory.core.events import Change
from openfactory.shared.rich_text import beginning

Changes = dict[str, Change]
_COLUMNS = ("title", "feature_id", "deliverable_type")
_SEARCHED = {"title", *map(to_camel, TEXTS)}
_CLEARABLE = ("feature_id", "deliverable_type")
_CLAIM = ("claimed_by_id", "claimed_by_kind", "claim_credential_id", "claimed_until")


async def check_links(access: Access, wanted: ChangeWorkOrder) -> None:
    """Refuse (404) ids that name nothing here."""
    if wanted.phase_id is not None:
        await phase_place(access, wanted.phase_id)
    if wanted.feature_id is not None:
        await read_feature(access, wanted.feature_id)
    await check_members(access, wanted.assignee_ids or ())


async def check_change(access: Access, order: WorkOrder, wanted: ChangeWorkOrder) -> None:
    """Refuse what the order's claim, its status or its open criteria do not allow."""
    check_fence(order, wanted.fence)
    status = wanted.status or order.status
    if wanted.status is not None:
        check_hold(access, order, wanted.fence)
        check_step(order.status, status)
    rewritten = "acceptance_criteria" in wanted.model_fields_set
    if status is Status.DONE and (rewritten or order.status is not status):
        text = wanted.acceptance_criteria if rewritten else await criteria_text(order.id)
        await require_evidence(access, order, text)


async def apply_change(tx: Transaction, order: WorkOrder, wanted: ChangeWorkOrder) -> None:
    """Change the order as wanted, and tell it; what is already so is no change."""
    before = order.phase_id, order.status
    changes = {
        **await _set_columns(order, wanted),
        **await _set_texts(order, wanted),
        **await _set_people(tx, order, wanted),
        **await _set_dependencies(tx.access, order, wanted),
    }
    moved, stepped = await _set_phase(tx.access, order, wanted), _set_status(order, wanted)
    if not (changes or moved or stepped):
        return
    columns = [*_COLUMNS, "status", "phase_id", "phase_place", "sort_order"]
    await order.save(update_fields=[*columns, *_CLAIM] if order.status is Status.DONE else columns)
    if _SEARCHED & changes.keys():
        await put_entry(tx.access, order, await Texts.get_or_none(work_order_id=order.id))
    await tally(tx.access, step(before, (order.phase_id, order.status)))
    _tell(tx, order, changes, moved, stepped)


def _tell(tx: Transaction, order: WorkOrder, changes: Changes, moved: Changes, stepped: Changes) -> None:
    if changes:
        tx.emit(WorkOrderChanged(work_order_id=order.id, key=order.key, title=order.title, changes=changes))
    if moved:
        tx.emit(
            WorkOrderMoved(
                work_order_id=order.id,
                key=order.key,
                phase_id=order.phase_id,
                sort_order=order.sort_order,
                changes=moved,
            )
        )
    if stepped:
        tx.emit(
            WorkOrderStatusChanged(
                work_order_id=order.id,
                key=order.key,
                status=order.status,
                previous_status=stepped["status"]["old"],
                changes=stepped,
            )
        )


async def _set_columns(order: WorkOrder, wanted: ChangeWorkOrder) -> Changes:
    changes: Changes = {}
    for name in _COLUMNS:
        old, new = getattr(order, name), getattr(wanted, name)
        if name in wanted.model_fields_set and new != old and (new is not None or name in _CLEARABLE):
            setattr(order, name, new)
            changes[to_camel(name)] = {"old": old, "new": new}
    if "title" in changes:
        await forget_words(order)
        await keep_words(order)
    return changes


async def _set_texts(order: WorkOrder, wanted: ChangeWorkOrder) -> Changes:
    given = {name: getattr(wanted, name) for name in TEXTS if name in wanted.model_fields_set}
    if not given:
        return {}
    there = await Texts.get_or_none(work_order_id=order.id)
    texts = there or Texts(work_order_id=order.id)
    changes: Changes = {}
    for name, new in given.items():
        old: Any = getattr(texts, name)
        if new != old:
            setattr(texts, name, new)
            changes[to_camel(name)] = {"old": old and beginning(old), "new": new and beginning(new)}
    if changes:
        await texts.save(force_create=there is None)
    return changes


async def _set_people(tx: Transaction, order: WorkOrder, wanted: ChangeWorkOrder) -> Changes:
    if wanted.assignee_ids is None:
        return {}
    old, new = await assigned_to(tx.access, order.id), list(dict.fromkeys(wanted.assignee_ids))
    if set(old) == set(new):
        return {}
    await assign(tx, order, new)
    return {"assigneeIds": {"old": old, "new": new}}


async def _set_dependencies(access: Access, order: WorkOrder, wanted: ChangeWorkOrder) -> Changes:
    if wanted.depends_on is None:
        return {}
    old, new = await dependencies_of(access, order.id), list(dict.fromkeys(wanted.depends_on))
    if set(old) == set(new):
        return {}
    await depend(access, order, new)
    return {"dependsOn": {"old": old, "new": new}}


async def _set_phase(access: Access, order: WorkOrder, wanted: ChangeWorkOrder) -> Changes:
    if "phase_id" not in wanted.model_fields_set or wanted.phase_id == order.phase_id:
        return {}
    old = order.phase_id
    order.phase_place = await phase_place(access, wanted.phase_id)
    order.sort_order = await last_place(access, order.phase_place)
    order.phase_id = wanted.phase_id
    return {"phaseId": {"old": old, "new": order.phase_id}}


def _set_status(order: WorkOrder, wanted: ChangeWorkOrder) -> Changes:
    if wanted.status is None or wanted.status is order.status:
        return {}
    old, order.status = order.status, wanted.status
    if order.status is Status.DONE:
        let_go(order)
    return {"status": {"old": old, "new": order.status}}
