"""Objects in the store: making room for one, taking it over, and letting it go.

A row says of each object that it is on its way, before the first byte is written, and until the last is deleted.
Whatever is interrupted leaves a row with a moment, and once that has passed `cleaning` removes what there is of it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import IO, Final
from uuid import UUID

from openfactory.blueprints.artifacts.errors import QuotaReached
from openfactory.blueprints.artifacts.models import StoredObject
from openfactory.blueprints.artifacts.settings import ArtifactSettings
from openfactory.blueprints.projects.api import lock_project
from openfactory.core import background, clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Unavailable
from openfactory.core.http.context import Context
from openfactory.core.storage import Storage

RESERVED: Final = timedelta(minutes=10)  # for an object to come: many times what it may take

_USED = Query(
    "artifacts.used",
    "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS used FROM artifacts_objects "
    "WHERE project_id = :project_id AND (gone_after IS NULL OR gone_after > :now)",
)
_TAKE_OVER = Query(
    "artifacts.take_over",
    "UPDATE artifacts_objects SET gone_after = NULL "
    "WHERE id = :object_id AND project_id = :project_id AND gone_after > :now",
)
_LET_GO = Query(
    "artifacts.let_go",
    "UPDATE artifacts_objects SET gone_after = :now WHERE id = :object_id AND project_id = :project_id",
)


def storage_of(context: Context) -> Storage:
    """Where objects are."""
    found: Storage = context.storage
    return found


def settings_of(context: Context) -> ArtifactSettings:
    """The section `artifacts`."""
    found: ArtifactSettings = context.settings.section(ArtifactSettings)
    return found


def key_of(project_id: UUID, object_id: UUID) -> str:
    """An object's key: each project has a folder of its own, and nobody guesses an id."""
    return f"artifacts/{project_id}/{object_id}"


async def check_room(access: Access, size: int, quota: int) -> None:
    """Refuse so many bytes more than the project may have. It holds as long as the project is locked."""
    row = await _USED.one(project_id=access.project, now=clock.now())
    used: int = row["used"] if row else 0
    if used + size > quota:
        raise QuotaReached(f"{used} of {quota} bytes are used, and the file has {size}", used=used, quota=quota)


async def put_object(access: Access, context: Context, content: IO[bytes], size: int) -> UUID:
    """Store a content that is nobody's yet; its id. Within ten minutes `take_over` has to follow."""
    object_id = await _reserve(access, size, settings_of(context).quota_bytes)
    try:
        await storage_of(context).put(key_of(access.project, object_id), content)
    except BaseException:  # the client may have left as well
        background.start(let_go(access, object_id))
        raise
    return object_id


async def _reserve(access: Access, size: int, quota: int) -> UUID:
    async with transaction(access):
        await lock_project(access)
        await check_room(access, size, quota)
        row = await StoredObject.create(project_id=access.project, size=size, gone_after=clock.now() + RESERVED)
    return row.id


async def take_over(access: Access, object_id: UUID) -> None:
    """Let an object that was put stay, in the caller's transaction."""
    if await _TAKE_OVER.run(object_id=object_id, project_id=access.project, now=clock.now()) != 1:
        raise Unavailable("storing the file took too long: send it again")


async def let_go(access: Access, object_id: UUID) -> None:
    """Let an object be removed, and its bytes count no more; a part of the caller's transaction, if there is one."""
    await _LET_GO.run(object_id=object_id, project_id=access.project, now=clock.now())
