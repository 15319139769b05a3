"""Creating, renaming, moving and deleting folders. Changes of one project's folders queue at its row."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from openfactory.blueprints.artifacts.errors import Full
from openfactory.blueprints.artifacts.events import FolderChanged, FolderCreated, FolderDeleted
from openfactory.blueprints.artifacts.models import Artifact, Folder
from openfactory.blueprints.artifacts.schemas.folders import ChangeFolder, CreateFolder
from openfactory.blueprints.artifacts.service.folder_tree import check_parent, place_for, subtree
from openfactory.blueprints.projects.api import lock_project
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction

MOST = 2_000

_TO_ROOT = Query(
    "artifacts.move_to_root",
    "UPDATE artifacts_artifacts SET folder_id = NULL, updated_at = :now, version = version + 1 "
    "WHERE project_id = :project_id AND folder_id IN @each(:folder_ids)",
)
_DELETE = Query(
    "artifacts.delete_folders",
    "DELETE FROM artifacts_folders WHERE project_id = :project_id AND id IN @each(:folder_ids)",
)


async def create_folder(access: Access, wanted: CreateFolder) -> Folder:
    """Add a folder to the tree."""
    async with transaction(access) as tx:
        await lock_project(access)
        if wanted.parent_id is not None:
            await Folder.require(access, wanted.parent_id)
            await check_parent(access, wanted.parent_id)
        if await Folder.visible_to(access).count() >= MOST:
            raise Full(f"a project has at most {MOST} folders")
        folder = await Folder.create(
            project_id=access.project,
            parent_id=wanted.parent_id,
            name=wanted.name,
            sort_order=await place_for(access, wanted.parent_id, wanted.sort_order, None),
        )
        tx.emit(FolderCreated(folder_id=folder.id, title=folder.name, parent_id=folder.parent_id))
    return folder


async def change_folder(access: Access, folder_id: UUID, wanted: ChangeFolder) -> Folder:
    """Rename a folder, put it into another one, or at another place among its siblings."""
    async with transaction(access) as tx:
        await lock_project(access)
        folder = await Folder.require_current(access, folder_id)
        before = _told(folder)
        folder.name = wanted.name or folder.name
        await _move(access, folder, wanted)
        after = _told(folder)
        changes = {name: {"old": before[name], "new": after[name]} for name in before if before[name] != after[name]}
        if changes:
            await folder.save(update_fields=["name", "parent_id", "sort_order"])
            event = FolderChanged(folder_id=folder.id, title=folder.name, parent_id=folder.parent_id, changes=changes)
            tx.emit(event)
        folder.artifact_count = await Artifact.visible_to(access).filter(folder_id=folder.id).count()
    return folder


async def _move(access: Access, folder: Folder, wanted: ChangeFolder) -> None:
    parent_id = wanted.parent_id if "parent_id" in wanted.model_fields_set else folder.parent_id
    elsewhere = parent_id != folder.parent_id
    if not elsewhere and wanted.sort_order in (None, folder.sort_order):
        return
    if elsewhere and parent_id is not None:
        await Folder.require(access, parent_id)
        await check_parent(access, parent_id, folder.id)
    folder.parent_id = parent_id
    folder.sort_order = await place_for(access, parent_id, wanted.sort_order, folder.id)


def _told(folder: Folder) -> dict[str, Any]:
    return {"name": folder.name, "parentId": folder.parent_id, "sortOrder": folder.sort_order}


async def delete_folder(access: Access, folder_id: UUID) -> None:
    """Delete a folder and all below it. Their artifacts are at the root then."""
    async with transaction(access) as tx:
        await lock_project(access)
        folder = await Folder.require_current(access, folder_id)
        gone = await subtree(access, folder.id)
        ids = json.dumps([str(item) for item in gone])
        await _TO_ROOT.run(project_id=access.project, folder_ids=ids, now=clock.now())
        await _DELETE.run(project_id=access.project, folder_ids=ids)
        below = [item for item in gone if item != folder.id]
        tx.emit(FolderDeleted(folder_id=folder.id, title=folder.name, descendant_ids=below))
