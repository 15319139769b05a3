"""The ledger of a project's documents: numbers of requirements, and a row where all who write them queue.

Locks are taken in one order, so that nobody waits for somebody who waits for them: the project's row (where the
number of its documents changes), the ledger, a document, and what belongs to it.
"""

from __future__ import annotations

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.ids import uuid7

# The row stays locked until the commit: two makers of one project's documents come one after the other.
_HOLD = Query(
    "documents.hold_ledger",
    "INSERT INTO documents_ledgers (id, created_at, updated_at, version, project_id, last_requirement) "
    "VALUES (:id, :now, :now, 1, :project_id, 0) "
    "ON CONFLICT (project_id) DO UPDATE SET updated_at = :now RETURNING last_requirement",
)
_ADVANCE = Query(
    "documents.advance_ledger",
    "UPDATE documents_ledgers SET last_requirement = :number WHERE project_id = :project_id",
)


async def hold(access: Access) -> int:
    """Wait for others, and keep them waiting until the commit; the number of the last requirement so far."""
    row = await _HOLD.one(id=uuid7(), now=clock.now(), project_id=access.project)
    assert row is not None
    return int(row["last_requirement"])


async def advance(access: Access, number: int) -> None:
    """Note the number of the last requirement, while the ledger is held."""
    await _ADVANCE.run(number=number, project_id=access.project)
