"""Following what work orders come from: an alert while it is not as it was when that was last confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.events import SyncAlertAcknowledged, SyncAlertRaised, SyncAlertResolved
from openfactory.blueprints.planner.models import Connection, Source, WorkOrder
from openfactory.blueprints.planner.service.assignees import assigned_to
from openfactory.blueprints.planner.service.deciding import require_person
from openfactory.blueprints.planner.service.states import TRACKED, State, States, compare, unknown_state
from openfactory.blueprints.planner.subjects import found
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.shared.archiving import require_open
from openfactory.shared.notifications.service import notify

DERIVES_FROM = "derives_from"
WHAT = {
    "content_changed": "it says something else",
    "section_removed": "a part is no longer there",
    "renamed": "it has another name",
    "deleted": "it is deleted",
    "restored": "it is back",
    "reworded": "it is worded in another way",
    "removed": "it is no longer there",
}

# A requirement may have moved to another document.
_FOLLOWED = Query(
    "planner.sources_of_document",
    "SELECT s.id FROM planner_sources s JOIN planner_work_orders w ON w.id = s.work_order_id AND w.deleted_at IS NULL "
    "WHERE s.project_id = :project_id AND (s.entity_id = :document_id OR s.entity_id IN ("
    "SELECT r.id FROM documents_requirements r WHERE r.document_id = :document_id AND r.project_id = :project_id)) "
    "ORDER BY s.id",
)


async def watch(tx: Transaction, connection: Connection, confirmed: State | None = None) -> Source | None:
    """Follow what a new connection leads to, from the state that its text was taken from, else from the present one."""
    if connection.edge_type != DERIVES_FROM or connection.entity_type not in TRACKED:
        return None
    if confirmed is None:
        kind = connection.entity_type
        states = await States.load(tx.access, [(kind, connection.entity_id)])
        confirmed = await states.find(kind, connection.entity_id, unknown_state(kind))
    return await Source.create(
        project_id=connection.project_id,
        work_order_id=connection.work_order_id,
        connection_id=connection.id,
        entity_type=connection.entity_type,
        entity_id=connection.entity_id,
        confirmed=confirmed,
        present=confirmed,
        confirmed_by_id=tx.access.caller.user_id,
        confirmed_at=clock.now(),
    )


async def follow_document(access: Access, document_id: UUID, *, but: UUID | None = None) -> None:
    """Look again at what comes from a document, or from requirements in it; the user `but` is not notified."""
    rows = await _FOLLOWED.rows(project_id=access.project, document_id=document_id)
    if not rows:
        return
    async with transaction(access) as tx:
        ids = [as_uuid(row["id"]) for row in rows]
        locked = Source.visible_to(access).filter(id__in=ids).order_by("id").select_for_update()
        await look_again(tx, await locked, but=but)


async def look_again(tx: Transaction, sources: Iterable[Source], *, but: UUID | None = None) -> None:
    """Find out what is so now, and raise, change or resolve alerts. The sources are locked, or new."""
    rows = list(sources)
    states = await States.load(tx.access, [(row.entity_type, row.entity_id) for row in rows])
    for source in rows:
        await _note(tx, source, await states.find(source.entity_type, source.entity_id, source.confirmed), but)


async def _note(tx: Transaction, source: Source, present: State, but: UUID | None) -> None:
    old = source.change_type, source.present
    source.present = present
    source.change_type, source.changed = compare(source.confirmed, present)
    if (source.change_type, source.present) == old:
        return
    if source.change_type is None:
        source.detected_at = None
    elif source.detected_at is None or old[0] != source.change_type:
        source.detected_at = clock.now()
    await source.save(update_fields=["present", "change_type", "changed", "detected_at"])
    if source.change_type is not None:
        await _raise(tx, source, but, new=old[0] is None)
    elif old[0] is not None:
        tx.emit(SyncAlertResolved(**_about(source)))


async def _raise(tx: Transaction, source: Source, but: UUID | None, *, new: bool) -> None:
    """Tell it; assignees are notified once for each alert, whatever it becomes."""
    assert source.change_type is not None
    tx.emit(SyncAlertRaised(**_about(source), change_type=source.change_type))
    if not new:
        return
    order = await WorkOrder.require(tx.access, source.work_order_id)
    told = set(await assigned_to(tx.access, order.id)) - {but}
    label = (await Connection.require(tx.access, source.connection_id)).label
    excerpt = f"{label}: {WHAT[source.change_type]}"
    await notify(tx, told, found(order), kind="sync_alert", excerpt=excerpt, source_id=None)


def confirm(access: Access, source: Source, state: State) -> None:
    """Take a state as the one that the work order agrees with. What follows of it is found by looking again."""
    source.confirmed = state
    source.confirmed_by_id, source.confirmed_at = access.caller.user_id, clock.now()


async def acknowledge_sync_alert(access: Access, source_id: UUID) -> None:
    """A person has seen the change: what is so now counts as confirmed. To repeat it changes nothing."""
    require_person(access)
    async with transaction(access) as tx:
        require_open(access)
        source = await Source.require(access, source_id, lock=True)
        await WorkOrder.require(access, source.work_order_id)
        if source.change_type is None:
            return
        tx.emit(SyncAlertAcknowledged(**_about(source), change_type=source.change_type))
        confirm(access, source, source.present)
        source.change_type, source.changed, source.detected_at = None, [], None
        await source.save()


def _about(source: Source) -> dict[str, Any]:
    """What every fact about an alert says."""
    return {
        "sync_alert_id": source.id,
        "work_order_id": source.work_order_id,
        "source_type": source.entity_type,
        "source_id": source.entity_id,
    }
