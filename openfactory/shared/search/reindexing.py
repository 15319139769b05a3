"""Making entries again from the things themselves: after an import, or for what is older than the index.

Each kind that is put into the index registers how its things are read. Batches are transactions of their own, which
lock the things they read, so that a change meanwhile comes before or after; beginning again after an interruption
costs reading, and writes nothing that is right already.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db import failures
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.db.rows import TenantRow
from openfactory.core.db.transactions import transaction
from openfactory.shared.search.service import forget, put

BATCH = 100  # things in one transaction: others wait for it no longer than for a large request
ATTEMPTS = 5  # at a batch that has met others' locks
_ENTRIES = Query(
    "search.entries_of_kind",
    "SELECT entity_id FROM search_entries WHERE project_id = :project_id AND kind = :kind AND entity_id > :after "
    "ORDER BY entity_id LIMIT :most",
)
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Said:
    """What a thing says: as it is given to `put`."""

    entity_id: UUID
    title: str
    text: str = ""


# The things of the access's project behind an id, by id, at most so many; each is locked until the transaction ends.
Reindexer = Callable[[Access, UUID, int], Awaitable[Sequence[Said]]]
_reindexers: dict[str, Reindexer] = {}


def register_reindexer(kind: str, read: Reindexer) -> None:
    """Say how the things of a kind are read, for its entries to be made again."""
    known = _reindexers.setdefault(kind, read)
    if known is not read:
        raise ValueError(f"there is a reindexer of {kind!r} already")


async def rows_behind(model: type[TenantRow], access: Access, after: UUID, most: int, **chosen: Any) -> list[Any]:
    """For a reindexer: the project's rows, locked."""
    rows = model.visible_to(access).filter(id__gt=after, **chosen).order_by("id").limit(most)
    return list(await rows.select_for_update(no_key=True))


async def reindex(access: Access) -> dict[str, int]:
    """Make all entries of a project again; how many things there are of each kind. Entries of none are removed."""
    counts = {}
    for kind in sorted(_reindexers):
        counts[kind], after = 0, _FIRST
        while True:
            done, following = await _batch(access, kind, after)
            counts[kind] += done
            if following is None:
                break
            after = following
    return counts


async def _batch(access: Access, kind: str, after: UUID) -> tuple[int, UUID | None]:
    for _ in range(ATTEMPTS - 1):
        try:
            return await _once(access, kind, after)
        except Exception as error:
            if not (failures.is_serialization_failure(error) or failures.is_busy(error)):
                raise
    return await _once(access, kind, after)


async def _once(access: Access, kind: str, after: UUID) -> tuple[int, UUID | None]:
    """One batch; how many things it had, and where the next one begins."""
    async with transaction(access):
        # Entries first: one that is made meanwhile is then not taken for that of a thing which is gone.
        rows = await _ENTRIES.rows(project_id=access.project, kind=kind, after=after, most=BATCH)
        entries = [entity_id for row in rows if (entity_id := as_uuid(row["entity_id"]))]
        things = await _reindexers[kind](access, after, BATCH)
        ends = [entries[-1]] if len(entries) == BATCH else []
        ends += [things[-1].entity_id] if len(things) == BATCH else []
        end = min(ends, default=None)
        said = {thing.entity_id: thing for thing in things if end is None or thing.entity_id <= end}
        gone = [entity_id for entity_id in entries if entity_id not in said and (end is None or entity_id <= end)]
        if gone:
            await forget(access, kind, gone)
        for thing in said.values():
            await put(access, kind, thing.entity_id, thing.title, thing.text)
    return len(said), end
