"""projects: initial."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("organizations", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Project",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "accounts.Organization",
                        source_field="organization_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("slug", fields.CharField(max_length=80)),
                ("description", fields.CharField(null=True, max_length=2000)),
                ("settings", fields.JSONField(default=dict)),
                (
                    "template",
                    fields.ForeignKeyField(
                        "organizations.Template",
                        source_field="template_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("archived_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("deleted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("feature_count", fields.IntField(default=0)),
                ("document_count", fields.IntField(default=0)),
                ("work_order_count", fields.IntField(default=0)),
                ("artifact_count", fields.IntField(default=0)),
                ("has_codebase", fields.BooleanField(default=False)),
            ],
            options={
                "table": "projects_projects",
                "app": "projects",
                "constraints": [
                    UniqueConstraint(
                        fields=("organization", "slug"), name="uq_project_slug", condition="deleted_at IS NULL"
                    )
                ],
                "indexes": [Index(fields=["organization_id", "id"], name="ix_project_organization")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Feature",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "projects.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "projects.Feature",
                        source_field="parent_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("slug", fields.CharField(max_length=80)),
                ("sort_order", fields.IntField()),
                ("deleted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "projects_features",
                "app": "projects",
                "constraints": [
                    UniqueConstraint(fields=("project", "slug"), name="uq_feature_slug", condition="deleted_at IS NULL")
                ],
                "indexes": [Index(fields=["project_id", "sort_order", "id"], name="ix_feature_tree")],
                "pk_attr": "id",
            },
        ),
    ]
