"""The project's board: numbers for new work orders, and the lock behind which the order of things changes.

Locks are taken in one order, so that nobody waits in a circle: the board, work orders, tallies, the project, the
log. A single work order may be locked without the board; whoever changes more than one holds the board first.
"""

from __future__ import annotations

from openfactory.core.access import Access
from openfactory.core.db.queries import Query

_NUMBER = Query(
    "planner.next_number",
    "INSERT INTO planner_boards (project_id, last_number) VALUES (:project_id, 1) "
    "ON CONFLICT (project_id) DO UPDATE SET last_number = planner_boards.last_number + 1 RETURNING last_number",
)
# The row may not be there yet, and what is not there cannot be locked: it is written either way.
_LOCK = Query(
    "planner.lock_board",
    "INSERT INTO planner_boards (project_id, last_number) VALUES (:project_id, 0) "
    "ON CONFLICT (project_id) DO UPDATE SET last_number = planner_boards.last_number",
)


async def next_number(access: Access) -> int:
    """A number that no work order of the project had or will have. It locks the board."""
    row = await _NUMBER.one(project_id=access.project)
    assert row is not None
    number: int = row["last_number"]
    return number


async def lock_board(access: Access) -> None:
    """Let changes of the project's phases, places and dependencies queue here until the commit."""
    await _LOCK.run(project_id=access.project)
