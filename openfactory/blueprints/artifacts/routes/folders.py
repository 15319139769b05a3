"""Folders over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.blueprints.artifacts.errors import FolderCycle, Full, TooDeep
from openfactory.blueprints.artifacts.models import Folder
from openfactory.blueprints.artifacts.schemas.folders import ChangeFolder, CreateFolder, FolderOut, FolderTree
from openfactory.blueprints.artifacts.service import folders
from openfactory.blueprints.artifacts.service.folder_tree import read_tree
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

routes = Routes("/folders")


@routes.get("/")
@endpoint(needs="artifacts.read", reply=FolderTree, trusted=True)
async def list_folders(access: Access) -> bytes:
    """Give the whole tree of folders, with the number of artifacts in each."""
    tree, at_root = await read_tree(access)
    return msgspec.json.encode({"folders": tree, "artifactCount": at_root})


@routes.post("/")
@endpoint(
    needs="artifacts.write",
    body=CreateFolder,
    reply=FolderOut,
    status=201,
    versioned=True,
    errors=(Archived, TooDeep, Full),
)
async def create_folder(access: Access, body: CreateFolder) -> Folder:
    """Create a folder, at the root or in another one."""
    return await folders.create_folder(access, body)


@routes.patch("/<folder_id:uuid>")
@endpoint(
    needs="artifacts.write",
    body=ChangeFolder,
    reply=FolderOut,
    versioned=True,
    errors=(Archived, FolderCycle, TooDeep),
)
async def change_folder(access: Access, folder_id: UUID, body: ChangeFolder) -> Folder:
    """Rename a folder, move it into another one, or give it another place among its siblings."""
    return await folders.change_folder(access, folder_id, body)


@routes.delete("/<folder_id:uuid>")
@endpoint(needs="artifacts.write", errors=(Archived,))
async def delete_folder(access: Access, folder_id: UUID) -> None:
    """Delete a folder and all folders in it. The artifacts of all of them move to the root."""
    await folders.delete_folder(access, folder_id)
