"""The table of notes."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from openfactory.blueprints.projects.api import Feature, Project
from openfactory.core.db.rows import TenantRow
from tortoise import fields
from tortoise.indexes import Index


class Note(TenantRow):
    """A note in a project, about one of its features or none."""

    tenant: ClassVar[str] = "project_id"

    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "projects.Project", related_name=False, on_delete=fields.CASCADE
    )
    project_id: UUID
    feature: fields.ForeignKeyNullableRelation[Feature] = fields.ForeignKeyField(
        "projects.Feature", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    feature_id: UUID | None
    text = fields.CharField(max_length=2000)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        app = "notes"
        table = "notes_notes"
        indexes = (Index(fields=("project_id", "id"), name="ix_note_project"),)


__models__ = [Note]
