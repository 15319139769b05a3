"""Folders."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from openfactory.core.http.schemas import In, Moment, Name, Out, Ref

ParentId = Annotated[UUID, Ref("folder")]
SortOrder = Annotated[
    int,
    Field(ge=0, le=1_000_000, description="The place among its siblings; one that is taken is made free."),
]


class CreateFolder(In):
    """A new folder: in `parentId` or at the root, and the last there unless `sortOrder` says otherwise."""

    name: Name
    parent_id: ParentId | None = None
    sort_order: SortOrder | None = None


class ChangeFolder(In):
    """What is not given stays; a null `parentId` moves to the root. Without `sortOrder` a moved one comes last."""

    name: Name | None = None
    parent_id: ParentId | None = None
    sort_order: SortOrder | None = None


class FolderOut(Out):
    """A folder, and how many artifacts are directly in it."""

    id: UUID
    name: str
    parent_id: UUID | None
    sort_order: int
    artifact_count: int
    created_at: Moment


class FolderNode(FolderOut):
    """A folder and all below it."""

    children: list[FolderNode]


class FolderTree(Out):
    """The project's folders, siblings in their order; `artifactCount` is that of the artifacts in no folder."""

    folders: list[FolderNode]
    artifact_count: int
