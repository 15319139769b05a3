"""Tables of projects and features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from openfactory.core.db.rows import TenantRow

if TYPE_CHECKING:
    from openfactory.blueprints.organizations.api import Template
    from openfactory.shared.accounts.models import Organization


@dataclass(frozen=True)
class Stats:
    """How much there is in a project."""

    feature_count: int
    document_count: int
    work_order_count: int
    artifact_count: int
    has_codebase_connection: bool


class Project(TenantRow):
    """One product's features, documents and work. Its counters are kept by `service.counters`."""

    tenant: ClassVar[str] = "organization_id"

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "accounts.Organization", related_name=False, on_delete=fields.CASCADE
    )
    organization_id: UUID
    name = fields.CharField(max_length=200)
    slug = fields.CharField(max_length=80)
    description = fields.CharField(max_length=2000, null=True)
    settings: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    template: fields.ForeignKeyNullableRelation[Template] = fields.ForeignKeyField(
        "organizations.Template", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    template_id: UUID | None
    archived_at = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    feature_count = fields.IntField(default=0)
    document_count = fields.IntField(default=0)
    work_order_count = fields.IntField(default=0)
    artifact_count = fields.IntField(default=0)
    has_codebase = fields.BooleanField(default=False)

    class Meta:
        app = "projects"
        table = "projects_projects"
        constraints = (
            UniqueConstraint(fields=("organization", "slug"), name="uq_project_slug", condition="deleted_at IS NULL"),
        )
        indexes = (Index(fields=("organization_id", "id"), name="ix_project_organization"),)

    @property
    def stats(self) -> Stats:
        """Its counters."""
        return Stats(
            self.feature_count,
            self.document_count,
            self.work_order_count,
            self.artifact_count,
            self.has_codebase,
        )


class Feature(TenantRow):
    """A part of the product; features form a tree. `sort_order` is its place among its siblings, and no two
    siblings have the same one."""

    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "projects.Project", related_name=False, on_delete=fields.CASCADE
    )
    project_id: UUID
    parent: fields.ForeignKeyNullableRelation[Feature] = fields.ForeignKeyField(
        "projects.Feature", related_name=False, on_delete=fields.CASCADE, null=True, db_index=True
    )
    parent_id: UUID | None
    name = fields.CharField(max_length=200)
    slug = fields.CharField(max_length=80)
    sort_order = fields.IntField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        app = "projects"
        table = "projects_features"
        constraints = (
            UniqueConstraint(fields=("project", "slug"), name="uq_feature_slug", condition="deleted_at IS NULL"),
        )
        indexes = (Index(fields=("project_id", "sort_order", "id"), name="ix_feature_tree"),)


__models__ = [Project, Feature]
