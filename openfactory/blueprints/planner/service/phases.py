"""Listing, creating, changing and deleting phases. Their order changes behind the board's lock."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.errors import Full
from openfactory.blueprints.planner.events import PhaseChanged, PhaseCreated, PhaseDeleted
from openfactory.blueprints.planner.models import Phase
from openfactory.blueprints.planner.schemas.phases import ChangePhase, CreatePhase
from openfactory.blueprints.planner.service.board import lock_board
from openfactory.blueprints.planner.service.places import append_to_unphased
from openfactory.blueprints.planner.service.tallies import unphase
from openfactory.core.access import Access
from openfactory.core.changes import apply_changes
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.shared.archiving import require_open

MOST = 200
_ASIDE = -1  # where a phase waits while others make room

_LIST = Query(
    "planner.phases",
    'SELECT p.id, p.name, p.description, p.sort_order AS "sortOrder", '
    'CAST(COALESCE(SUM(t.amount), 0) AS INTEGER) AS "workOrderCount", @time(p.created_at) AS "createdAt" '
    "FROM planner_phases p LEFT JOIN planner_tallies t ON t.project_id = p.project_id AND t.phase_id = p.id "
    "WHERE p.project_id = :project_id "
    "GROUP BY p.id, p.name, p.description, p.sort_order, p.created_at ORDER BY p.sort_order",
)
_COUNT = Query(
    "planner.count_in_phase",
    "SELECT CAST(COALESCE(SUM(amount), 0) AS INTEGER) AS amount FROM planner_tallies "
    "WHERE project_id = :project_id AND phase_id = :phase_id",
)
_PUT = Query(
    "planner.put_phase",
    "UPDATE planner_phases SET sort_order = :new, version = version + 1 "
    "WHERE project_id = :project_id AND sort_order = :old",
)
_PUT_WORK_ORDERS = Query(
    "planner.put_work_orders_of_phase",
    "UPDATE planner_work_orders SET phase_place = :new "
    "WHERE project_id = :project_id AND phase_place = :old AND deleted_at IS NULL",
)


async def list_phases(access: Access) -> list[dict[str, Any]]:
    """The phases in their order, each with the number of its work orders."""
    return await _LIST.rows(project_id=access.project)


async def create_phase(access: Access, wanted: CreatePhase) -> Phase:
    """Add a phase, at the end or where it is wanted."""
    async with transaction(access) as tx:
        require_open(access)
        await lock_board(access)
        phases = await _in_order(access)
        if len(phases) >= MOST:
            raise Full(f"a project has at most {MOST} phases")
        place = wanted.sort_order
        if place is None:
            place = phases[-1].sort_order + 1 if phases else 0
        else:
            await _make_room(access, phases, place)
        phase = await Phase.create(
            project_id=access.project, name=wanted.name, description=wanted.description, sort_order=place
        )
        tx.emit(PhaseCreated(phase_id=phase.id, title=phase.name))
    return phase


async def change_phase(access: Access, phase_id: UUID, wanted: ChangePhase) -> Phase:
    """Change a phase's name or description, or put it at another place."""
    async with transaction(access) as tx:
        require_open(access)
        await lock_board(access)
        phase = await Phase.require_current(access, phase_id)
        old = phase.sort_order
        changes = apply_changes(phase, wanted, clearable={"description"})
        if phase.sort_order != old:
            await _put(access, old, _ASIDE)
            await _make_room(
                access, [other for other in await _in_order(access) if other.id != phase.id], phase.sort_order
            )
            await _put(access, _ASIDE, phase.sort_order)
        if changes:
            await phase.save(update_fields=["name", "description"])
            tx.emit(PhaseChanged(phase_id=phase.id, title=phase.name, changes=changes))
        row = await _COUNT.one(project_id=access.project, phase_id=phase.id)
        phase.work_order_count = row["amount"] if row else 0
    return phase


async def delete_phase(access: Access, phase_id: UUID) -> None:
    """Delete a phase. Its work orders are in none then, behind those that already were."""
    async with transaction(access) as tx:
        require_open(access)
        await lock_board(access)
        phase = await Phase.require_current(access, phase_id)
        await append_to_unphased(access, phase.sort_order)
        await phase.delete()
        await unphase(access, phase.id)
        tx.emit(PhaseDeleted(phase_id=phase.id, title=phase.name))


async def _in_order(access: Access) -> list[Phase]:
    return await Phase.visible_to(access).order_by("sort_order")


async def _make_room(access: Access, phases: list[Phase], place: int) -> None:
    """Move those from a place on up to the first gap by one, the last first: each finds its new place free."""
    taken = {phase.sort_order for phase in phases}
    end = place
    while end in taken:
        end += 1
    for old in range(end - 1, place - 1, -1):
        await _put(access, old, old + 1)


async def _put(access: Access, old: int, new: int) -> None:
    await _PUT.run(project_id=access.project, old=old, new=new)
    await _PUT_WORK_ORDERS.run(project_id=access.project, old=old, new=new)
