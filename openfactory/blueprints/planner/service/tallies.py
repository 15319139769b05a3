"""How many work orders there are in which phase with which status, counted in the transaction that changes it.

A list says how many it has in all; to count a hundred thousand rows for each page would cost more than the page.
"""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from openfactory.blueprints.planner.statuses import Status
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.ids import uuid7

NO_PHASE = UUID(int=0)
Place = tuple[UUID | None, Status]

_ADD = Query(
    "planner.tally",
    "INSERT INTO planner_tallies (id, project_id, phase_id, status, amount) "
    "VALUES (:id, :project_id, :phase_id, :status, :change) "
    "ON CONFLICT (project_id, phase_id, status) DO UPDATE SET amount = planner_tallies.amount + excluded.amount",
)
_TAKE = Query(
    "planner.take_tallies",
    "DELETE FROM planner_tallies WHERE project_id = :project_id AND phase_id = :phase_id RETURNING status, amount",
)


async def tally(access: Access, changes: Counter[Place]) -> None:
    """Note how many more (or less) there are. It locks what it changes, so call it late."""
    rows = sorted((phase_id or NO_PHASE, status, change) for (phase_id, status), change in changes.items() if change)
    for phase_id, status, change in rows:
        await _ADD.run(id=uuid7(), project_id=access.project, phase_id=phase_id, status=status, change=change)


def step(old: Place, new: Place) -> Counter[Place]:
    """What one work order's way from there to here changes."""
    changes = Counter({old: -1})
    changes[new] += 1
    return changes


async def unphase(access: Access, phase_id: UUID) -> None:
    """Note that all of a phase are in none now."""
    rows = await _TAKE.rows(project_id=access.project, phase_id=phase_id)
    await tally(access, Counter({(None, Status(row["status"])): row["amount"] for row in rows}))
