"""How much there is in a project: columns that the modules which make and delete things keep."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from openfactory.core.db.queries import Query
from openfactory.shared.counting import register_counter

Counter = Literal["feature", "document", "work_order", "artifact"]

# Not by the row's save: counting is no new version of the project, and `If-Match` goes on fitting.
_COUNT: dict[Counter, Query] = {
    counter: Query(
        f"projects.count_{counter}s",
        f"UPDATE projects_projects SET {counter}_count = {counter}_count + :change WHERE id = :project_id",
    )
    for counter in ("feature", "document", "work_order", "artifact")
}
_CONNECT = Query(
    "projects.note_codebase",
    "UPDATE projects_projects SET has_codebase = :connected WHERE id = :project_id",
)


async def count(project_id: UUID, counter: Counter, change: int) -> None:
    """Note that a project has so many things more (or less), in the caller's transaction.

    It locks the project's row until the commit, so call it last: writers of one project then wait the least.
    """
    await _COUNT[counter].run(project_id=project_id, change=change)


async def note_codebase(project_id: UUID, *, connected: bool) -> None:
    """Note whether a project is connected to a codebase, in the caller's transaction."""
    await _CONNECT.run(project_id=project_id, connected=connected)


async def _count_documents(project_id: UUID, change: int) -> None:
    await count(project_id, "document", change)


register_counter("document", _count_documents)  # documents are shared: they cannot call a module of the product
