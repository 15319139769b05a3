"""Migration of the example application."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index, PartialIndex
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from example_app.models import Status
from openfactory.core.ids import uuid7


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Organization",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("slug", fields.CharField(unique=True, max_length=64)),
                ("name", fields.CharField(max_length=200)),
            ],
            options={"table": "organizations", "app": "example", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="Project",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "example.Organization",
                        source_field="organization_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="projects",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("slug", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=200)),
            ],
            options={
                "table": "projects",
                "app": "example",
                "unique_together": (("organization", "slug"),),
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Feature",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "example.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="features",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "example.Feature",
                        source_field="parent_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="children",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=300)),
                ("position", fields.FloatField(default=0.0)),
            ],
            options={
                "table": "features",
                "app": "example",
                "indexes": [Index(fields=["project", "position"], name="ix_example_feature_tree")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Phase",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "example.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="phases",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=120)),
                ("position", fields.IntField(default=0)),
            ],
            options={"table": "phases", "app": "example", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="User",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("email", fields.CharField(unique=True, max_length=320)),
                ("display_name", fields.CharField(max_length=200)),
                ("settings", fields.JSONField(default=dict)),
            ],
            options={"table": "users", "app": "example", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="WorkOrder",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "example.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="work_orders",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "phase",
                    fields.ForeignKeyField(
                        "example.Phase",
                        source_field="phase_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="work_orders",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "feature",
                    fields.ForeignKeyField(
                        "example.Feature",
                        source_field="feature_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="work_orders",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("number", fields.IntField()),
                ("title", fields.CharField(max_length=300)),
                (
                    "status",
                    fields.CharEnumField(
                        default=Status.draft,
                        description="draft: draft\nready: ready\ndone: done",
                        enum_type=Status,
                        max_length=16,
                    ),
                ),
                ("body", fields.TextField(default="", unique=False)),
                ("meta", fields.JSONField(default=dict)),
                ("priority", fields.IntField(default=0, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("deleted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "assignees",
                    fields.ManyToManyField(
                        "example.User",
                        unique=True,
                        db_constraint=True,
                        through="work_order_assignees",
                        forward_key="user_id",
                        backward_key="work_order_id",
                        related_name="work_orders",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "work_orders",
                "app": "example",
                "unique_together": (("project", "number"),),
                "constraints": [
                    CheckConstraint(check="priority >= 0", name="ck_wo_priority"),
                    UniqueConstraint(
                        fields=("project", "title"), name="uq_wo_live_title", condition="deleted_at IS NULL"
                    ),
                ],
                "indexes": [
                    Index(fields=["project_id", "status", "priority"], name="ix_wo_board"),
                    PartialIndex(fields=["project_id"], name="ix_wo_draft", condition={"status": "draft"}),
                ],
                "pk_attr": "id",
            },
        ),
    ]
