"""Places of work orders: whole numbers with gaps, so that one that moves mostly moves alone.

Whoever gives places holds the board locked; that no two are equal, the database makes sure as well. A gap of
65,536 can be halved sixteen times. When one is used up, the phase's work orders are numbered anew behind the
numbers they have now, where all of it is free.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.errors import NotInPhase
from openfactory.blueprints.planner.models import UNPHASED, Phase, WorkOrder
from openfactory.core.access import Access
from openfactory.core.db.queries import Query

GAP = 2**16

_IN_PHASE = "project_id = :project_id AND phase_place = :phase_place AND deleted_at IS NULL"
_ENDS = Query(
    "planner.ends_of_phase",
    "SELECT MIN(sort_order) AS first, MAX(sort_order) AS last FROM planner_work_orders "
    f"WHERE {_IN_PHASE} AND id <> :but",
)
_NEXT = Query(
    "planner.next_in_phase",
    "SELECT MIN(sort_order) AS following FROM planner_work_orders "
    f"WHERE {_IN_PHASE} AND sort_order > :sort_order AND id <> :but",
)
_NUMBER_ANEW = Query(
    "planner.number_anew",
    "UPDATE planner_work_orders SET sort_order = n.place FROM ("
    f"SELECT id, :last + {GAP} * ROW_NUMBER() OVER (ORDER BY sort_order) AS place FROM planner_work_orders "
    f"WHERE {_IN_PHASE}) n WHERE planner_work_orders.id = n.id RETURNING planner_work_orders.id, sort_order",
)
_APPEND_ALL = Query(
    "planner.append_phase",
    "UPDATE planner_work_orders SET phase_id = NULL, phase_place = :unphased, sort_order = n.place FROM ("
    f"SELECT id, :last + {GAP} * ROW_NUMBER() OVER (ORDER BY sort_order) AS place FROM planner_work_orders "
    f"WHERE {_IN_PHASE}) n WHERE planner_work_orders.id = n.id",
)
_NOBODY = UUID(int=0)


async def phase_place(access: Access, phase_id: UUID | None) -> int:
    """Where a phase (or none) stands among the phases, or 404."""
    return UNPHASED if phase_id is None else (await Phase.require(access, phase_id)).sort_order


async def last_place(access: Access, place: int, *, but: UUID = _NOBODY) -> int:
    """A free place behind all in a phase."""
    ends = await _ends(access, place, but)
    return 0 if ends["last"] is None else int(ends["last"]) + GAP


async def place_after(
    access: Access, order: WorkOrder, place: int, after_id: UUID | None
) -> tuple[int, list[dict[str, Any]]]:
    """A free place for `order` right behind another one, or before all; and who had to make room (id, sort_order)."""
    if after_id is None:
        ends = await _ends(access, place, order.id)
        return (0 if ends["first"] is None else int(ends["first"]) - GAP), []
    if (found := await _between(access, order, place, after_id)) is not None:
        return found, []
    ends = await _ends(access, place, _NOBODY)
    others = await _NUMBER_ANEW.rows(project_id=access.project, phase_place=place, last=int(ends["last"]))
    found = await _between(access, order, place, after_id)
    assert found is not None
    return found, others


async def _between(access: Access, order: WorkOrder, place: int, after_id: UUID) -> int | None:
    after = await WorkOrder.require(access, after_id)
    if after.phase_place != place or after.id == order.id:
        raise NotInPhase
    where = {"project_id": access.project, "phase_place": place, "but": order.id}
    row = await _NEXT.one(**where, sort_order=after.sort_order)
    assert row is not None
    if row["following"] is None:
        return int(after.sort_order) + GAP
    middle: int = (after.sort_order + int(row["following"])) // 2
    return middle if middle > after.sort_order else None


async def _ends(access: Access, place: int, but: UUID) -> dict[str, Any]:
    row = await _ENDS.one(project_id=access.project, phase_place=place, but=but)
    assert row is not None
    return row


async def append_to_unphased(access: Access, place: int) -> None:
    """Put all of a phase, in their order, behind those in none."""
    last = await last_place(access, UNPHASED)
    await _APPEND_ALL.run(project_id=access.project, phase_place=place, last=last, unphased=UNPHASED)
