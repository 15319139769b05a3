"""Removing from the store what belongs to no artifact (any more)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Final
from uuid import UUID

from openfactory.blueprints.artifacts.models import StoredObject
from openfactory.blueprints.artifacts.service.objects import key_of
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_id
from openfactory.core.storage import Storage, Stored, StoreUnavailable

GRACE: Final = timedelta(minutes=5)  # for clocks that differ, and a write that is being given up at this moment
UNFINISHED: Final = timedelta(hours=1)  # after which a write is not being done any more
UNKNOWN: Final = timedelta(hours=24)  # after which an object without a row is nobody's
_BATCH: Final = 200
_MOST_FAILED: Final = 20  # removals in one go

_DUE = Query(
    "worker.artifacts_due",
    "SELECT id, project_id FROM artifacts_objects WHERE gone_after <= :before AND id > :after ORDER BY id LIMIT :most",
)
_FORGET = Query(
    "worker.artifacts_forget",
    "DELETE FROM artifacts_objects WHERE id = :object_id AND gone_after <= :now",
)
_KNOWN = Query("worker.artifacts_known", "SELECT id, project_id FROM artifacts_objects WHERE id IN @each(:ids)")
_OF_DELETED_PROJECTS = Query(
    "worker.artifacts_of_deleted_projects",
    "UPDATE artifacts_objects SET gone_after = :now WHERE gone_after IS NULL AND project_id IN ("
    "SELECT p.id FROM projects_projects p LEFT JOIN accounts_organizations o ON o.id = p.organization_id "
    "WHERE p.deleted_at <= :before OR o.deleted_at <= :before)",
)


async def remove_one(access: Access, storage: Storage, object_id: UUID) -> None:
    """Remove an object that was let go. One that was not, or is gone, is left alone."""
    row = await StoredObject.visible_to(access).filter(id=object_id, gone_after__lte=clock.now()).first()
    if row is not None:
        await _remove(storage, row.project_id, row.id)


async def remove_due(storage: Storage) -> int:
    """Remove what was let go, or was reserved and never came; how many objects that was.

    An object that cannot be removed holds up no other; it is an error all the same, and its turn comes again.
    """
    removed, failed, after = 0, 0, UUID(int=0)
    while rows := await _DUE.rows(before=clock.now() - GRACE, after=after, most=_BATCH):
        for row in rows:
            after = as_id(row["id"])
            try:
                await _remove(storage, as_id(row["project_id"]), after)
            except StoreUnavailable:
                failed += 1
                if failed == _MOST_FAILED:  # it is the store
                    raise
            else:
                removed += 1
    if failed:
        raise StoreUnavailable(f"{failed} objects could not be removed")
    return removed


async def _remove(storage: Storage, project_id: UUID, object_id: UUID) -> None:
    """The object first: as long as it may be there its row says so."""
    await storage.delete([key_of(project_id, object_id)])
    await _FORGET.run(object_id=object_id, now=clock.now())


async def remove_unknown(storage: Storage) -> int:
    """Remove objects that no row knows, and what is left of interrupted writes; how many that was."""
    removed = await storage.clear_unfinished(clock.now() - UNFINISHED)
    async for batch in storage.list("artifacts"):
        keys = await _unknown(batch)
        await storage.delete(keys)
        removed += len(keys)
    return removed


async def _unknown(batch: list[Stored]) -> list[str]:
    old = [stored.key for stored in batch if stored.modified < clock.now() - UNKNOWN]
    ids = [part for key in old if (part := _id_in(key))]
    rows = await _KNOWN.rows(ids=json.dumps([str(item) for item in ids])) if ids else []
    known = {key_of(as_id(row["project_id"]), as_id(row["id"])) for row in rows}
    return [key for key in old if key not in known]


def _id_in(key: str) -> UUID | None:
    try:
        return UUID(key.rpartition("/")[2])
    except ValueError:
        return None


async def let_go_of_deleted_projects(keep: timedelta) -> int:
    """Let the objects of projects go that were deleted so long ago, with their organization or alone."""
    now = clock.now()
    return await _OF_DELETED_PROJECTS.run(now=now, before=now - keep)
