"""What a work order waits for. Dependencies change behind the board's lock: two that each see no cycle make none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from openfactory.blueprints.planner.errors import DependencyCycle
from openfactory.blueprints.planner.models import Dependency, WorkOrder
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.errors import NotFound

# All that the work order waits for, whether at once or in the end.
_BEHIND = Query(
    "planner.behind",
    "WITH RECURSIVE behind (id) AS ("
    "SELECT depends_on_id FROM planner_dependencies WHERE work_order_id = :work_order_id AND project_id = :project_id "
    "UNION SELECT d.depends_on_id FROM planner_dependencies d JOIN behind b ON d.work_order_id = b.id"
    ") SELECT d.work_order_id, d.depends_on_id FROM planner_dependencies d JOIN behind b ON d.work_order_id = b.id",
)
_FORGET = Query(
    "planner.forget_dependencies",
    "DELETE FROM planner_dependencies WHERE project_id = :project_id "
    "AND (work_order_id = :work_order_id OR depends_on_id = :work_order_id)",
)


async def dependencies_of(access: Access, work_order_id: UUID) -> list[UUID]:
    """Ids of what it waits for."""
    rows = Dependency.visible_to(access).filter(work_order_id=work_order_id).order_by("id")
    return [row.depends_on_id for row in await rows.only("id", "depends_on_id")]


async def depend(access: Access, order: WorkOrder, wanted: Iterable[UUID]) -> None:
    """Let a work order wait for these, and for no others: 404 for one that is not there, 409 for a cycle."""
    ids = list(dict.fromkeys(wanted))
    if ids and len(ids) != await WorkOrder.visible_to(access).filter(id__in=ids).count():
        raise NotFound
    await Dependency.visible_to(access).filter(work_order_id=order.id).delete()
    for depends_on_id in ids:
        await Dependency.create(project_id=access.project, work_order_id=order.id, depends_on_id=depends_on_id)
    await _refuse_cycle(access, order, ids)


async def _refuse_cycle(access: Access, order: WorkOrder, ids: list[UUID]) -> None:
    waits: dict[UUID | None, list[UUID | None]] = {order.id: list(ids)}
    for row in await _BEHIND.rows(project_id=access.project, work_order_id=order.id):
        waits.setdefault(as_uuid(row["work_order_id"]), []).append(as_uuid(row["depends_on_id"]))
    way = way_back(order.id, waits)
    if way:
        keys = {found.id: found.key for found in await WorkOrder.visible_to(access).filter(id__in=way)}
        cycle = [keys[step] for step in way if step in keys]
        raise DependencyCycle(f"{' → '.join(cycle)}: each waits for the next", cycle=cycle)


def way_back(start: UUID, waits: Mapping[UUID | None, list[UUID | None]]) -> list[UUID]:
    """A shortest way from `start` to itself, both ends included; empty where there is none."""
    came_from: dict[UUID | None, UUID | None] = {}
    reached: list[UUID | None] = [start]
    for step in reached:
        for following in waits.get(step, []):
            if following == start:
                way = [start, *_traced(step, start, came_from)]
                return way[::-1]
            if following not in came_from:
                came_from[following] = step
                reached.append(following)
    return []


def _traced(step: UUID | None, start: UUID, came_from: Mapping[UUID | None, UUID | None]) -> list[UUID]:
    way = []
    while step is not None and step != start:
        way.append(step)
        step = came_from[step]
    return [*way, start]


async def forget_dependencies(access: Access, work_order_id: UUID) -> None:
    """Let nothing wait for a work order that goes, and it for nothing."""
    await _FORGET.run(project_id=access.project, work_order_id=work_order_id)
