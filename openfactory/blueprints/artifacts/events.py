"""Facts that artifacts announce. `title` is a name at that moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FolderCreated(Event):
    """There is a new folder."""

    name: ClassVar[str] = "artifacts.folder.created"
    folder_id: UUID
    title: str
    parent_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class FolderChanged(Event):
    """A folder has another name, is in another folder, or at another place among its siblings."""

    name: ClassVar[str] = "artifacts.folder.changed"
    folder_id: UUID
    title: str
    parent_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class FolderDeleted(Event):
    """A folder is gone, and all below it: `descendant_ids`. Their artifacts are at the root, without events."""

    name: ClassVar[str] = "artifacts.folder.deleted"
    folder_id: UUID
    title: str
    descendant_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class ArtifactCreated(Event):
    """A file was uploaded."""

    name: ClassVar[str] = "artifacts.artifact.created"
    artifact_id: UUID
    title: str
    folder_id: UUID | None
    mime_type: str
    file_size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ArtifactChanged(Event):
    """An artifact has another name, or is in another folder."""

    name: ClassVar[str] = "artifacts.artifact.changed"
    artifact_id: UUID
    title: str
    folder_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ArtifactDeleted(Event):
    """An artifact is gone."""

    name: ClassVar[str] = "artifacts.artifact.deleted"
    artifact_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class ArtifactProcessed(Event):
    """The text of a file has been read (`status` completed), or could not be (failed)."""

    name: ClassVar[str] = "artifacts.artifact.processed"
    artifact_id: UUID
    title: str
    status: str


ALL = (
    FolderCreated,
    FolderChanged,
    FolderDeleted,
    ArtifactCreated,
    ArtifactChanged,
    ArtifactDeleted,
    ArtifactProcessed,
)
