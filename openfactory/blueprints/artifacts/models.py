"""Tables of folders, artifacts, their texts, and the objects in the store."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from openfactory.core.db.rows import TenantRow

if TYPE_CHECKING:
    from openfactory.blueprints.projects.api import Project
    from openfactory.shared.accounts.models import User


class Processing(StrEnum):
    """How far the reading of a file's text is."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class Folder(TenantRow):
    """A folder; folders form a tree. `sort_order` is its place among its siblings."""

    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "projects.Project", related_name=False, on_delete=fields.CASCADE
    )
    project_id: UUID
    parent: fields.ForeignKeyNullableRelation[Folder] = fields.ForeignKeyField(
        "artifacts.Folder", related_name=False, on_delete=fields.CASCADE, null=True, db_index=True
    )
    parent_id: UUID | None
    name = fields.CharField(max_length=200)
    sort_order = fields.IntField()
    artifact_count: int = 0  # no column: filled by who counts them

    class Meta:
        app = "artifacts"
        table = "artifacts_folders"
        indexes = (Index(fields=("project_id", "sort_order", "id"), name="ix_artifact_folder_tree"),)


class Artifact(TenantRow):
    """A file. Its content is an object in the store and never changes, so `sha256` names it for good."""

    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "projects.Project", related_name=False, on_delete=fields.CASCADE
    )
    project_id: UUID
    folder: fields.ForeignKeyNullableRelation[Folder] = fields.ForeignKeyField(
        "artifacts.Folder", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    folder_id: UUID | None
    name = fields.CharField(max_length=200)
    file_name = fields.CharField(max_length=255)
    mime_type = fields.CharField(max_length=127)
    file_size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    processing_status = fields.CharEnumField(Processing, max_length=10, default=Processing.PENDING)
    processing_error = fields.CharField(max_length=300, null=True)
    uploaded_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    uploaded_by_id: UUID | None

    class Meta:
        app = "artifacts"
        table = "artifacts_artifacts"
        indexes = (
            Index(fields=("project_id", "id"), name="ix_artifact_created"),
            Index(fields=("project_id", "folder_id", "id"), name="ix_artifact_folder"),
        )


class ExtractedText(TenantRow):
    """The text of an artifact. Kept elsewhere, so that lists do not carry it."""

    project_id: UUID = fields.UUIDField()
    artifact: fields.OneToOneRelation[Artifact] = fields.OneToOneField(
        "artifacts.Artifact", related_name=False, on_delete=fields.CASCADE
    )
    artifact_id: UUID
    text = fields.TextField()
    truncated = fields.BooleanField(default=False)

    class Meta:
        app = "artifacts"
        table = "artifacts_texts"


class StoredObject(TenantRow):
    """An object in the store, or one that is on its way there or away. Its id is the artifact's.

    It is there before the object and goes after it, so that no object is forgotten. `gone_after` is the moment from
    which the object is to be removed; without one it belongs to an artifact. No foreign key: the row has to outlive
    its project.
    """

    project_id: UUID = fields.UUIDField()
    size = fields.BigIntField()
    gone_after: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        app = "artifacts"
        table = "artifacts_objects"
        indexes = (
            Index(fields=("project_id", "gone_after", "size"), name="ix_artifact_object_quota"),
            Index(fields=("gone_after",), name="ix_artifact_object_gone"),
        )


__models__ = [Folder, Artifact, ExtractedText, StoredObject]
