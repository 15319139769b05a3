"""artifacts: initial."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.blueprints.artifacts.models import Processing
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("projects", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Folder",
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
                        "artifacts.Folder",
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
                ("sort_order", fields.IntField()),
            ],
            options={
                "table": "artifacts_folders",
                "app": "artifacts",
                "indexes": [Index(fields=["project_id", "sort_order", "id"], name="ix_artifact_folder_tree")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Artifact",
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
                    "folder",
                    fields.ForeignKeyField(
                        "artifacts.Folder",
                        source_field="folder_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("file_name", fields.CharField(max_length=255)),
                ("mime_type", fields.CharField(max_length=127)),
                ("file_size", fields.BigIntField()),
                ("sha256", fields.CharField(max_length=64)),
                (
                    "processing_status",
                    fields.CharEnumField(default=Processing.PENDING, enum_type=Processing, max_length=10),
                ),
                ("processing_error", fields.CharField(null=True, max_length=300)),
                (
                    "uploaded_by",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="uploaded_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
            ],
            options={
                "table": "artifacts_artifacts",
                "app": "artifacts",
                "indexes": [
                    Index(fields=["project_id", "id"], name="ix_artifact_created"),
                    Index(fields=["project_id", "folder_id", "id"], name="ix_artifact_folder"),
                ],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="ExtractedText",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                (
                    "artifact",
                    fields.OneToOneField(
                        "artifacts.Artifact",
                        source_field="artifact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.TextField(unique=False)),
                ("truncated", fields.BooleanField(default=False)),
            ],
            options={"table": "artifacts_texts", "app": "artifacts", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="StoredObject",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                ("size", fields.BigIntField()),
                ("gone_after", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "artifacts_objects",
                "app": "artifacts",
                "indexes": [
                    Index(fields=["project_id", "gone_after", "size"], name="ix_artifact_object_quota"),
                    Index(fields=["gone_after"], name="ix_artifact_object_gone"),
                ],
                "pk_attr": "id",
            },
        ),
    ]
