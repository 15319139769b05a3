"""documents: initial."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from openfactory.shared.documents.models import SuggestionStatus
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Document",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                ("collection", fields.CharField(max_length=60)),
                ("type", fields.CharField(max_length=60)),
                ("title", fields.CharField(max_length=200)),
                ("slug", fields.CharField(max_length=80)),
                ("feature_id", fields.UUIDField(null=True)),
                ("feature_name", fields.CharField(null=True, max_length=200)),
                ("sort_order", fields.IntField()),
                ("last_version", fields.IntField(default=0)),
                (
                    "created_by",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="created_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("deleted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "documents_documents",
                "app": "documents",
                "constraints": [
                    UniqueConstraint(
                        fields=("feature_id", "type"), name="uq_document_feature", condition="deleted_at IS NULL"
                    )
                ],
                "indexes": [
                    Index(fields=["project_id", "collection", "sort_order", "id"], name="ix_document_list"),
                    Index(fields=["project_id", "feature_id"], name="ix_document_feature"),
                ],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Content",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                (
                    "document",
                    fields.OneToOneField(
                        "documents.Document",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("content", fields.TextField(unique=False)),
                ("diagram_source", fields.TextField(null=True, unique=False)),
                ("digest", fields.CharField(max_length=64)),
            ],
            options={"table": "documents_contents", "app": "documents", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="Ledger",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField(unique=True)),
                ("last_requirement", fields.IntField(default=0)),
            ],
            options={"table": "documents_ledgers", "app": "documents", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="Requirement",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                (
                    "document",
                    fields.ForeignKeyField(
                        "documents.Document",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "documents.Requirement",
                        source_field="parent_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=20)),
                ("number", fields.IntField()),
                ("sub_number", fields.IntField(default=0)),
                ("last_sub_number", fields.IntField(default=0)),
                ("key", fields.CharField(max_length=40)),
                ("written_key", fields.CharField(null=True, max_length=40)),
                ("title", fields.TextField(unique=False)),
                ("text", fields.TextField(unique=False)),
                ("pattern", fields.CharField(max_length=30)),
                ("form", fields.TextField(unique=False)),
                ("section", fields.TextField(unique=False)),
                ("pointer", fields.CharField(max_length=1200)),
                ("place", fields.IntField()),
                ("content_hash", fields.CharField(max_length=64)),
                ("removed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "documents_requirements",
                "app": "documents",
                "constraints": [
                    UniqueConstraint(fields=("project_id", "number", "sub_number"), name="uq_requirement_number")
                ],
                "indexes": [
                    Index(fields=["document_id", "place"], name="ix_requirement_document"),
                    Index(fields=["project_id", "content_hash"], name="ix_requirement_hash"),
                ],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Suggestion",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                (
                    "document",
                    fields.ForeignKeyField(
                        "documents.Document",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("agent_type", fields.CharField(null=True, max_length=60)),
                (
                    "status",
                    fields.CharEnumField(default=SuggestionStatus.PENDING, enum_type=SuggestionStatus, max_length=20),
                ),
                ("diffs", fields.JSONField()),
                (
                    "created_by",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="created_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("author_kind", fields.CharField(max_length=10)),
                (
                    "decided_by",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="decided_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "documents_suggestions",
                "app": "documents",
                "indexes": [Index(fields=["document_id", "id"], name="ix_suggestion_document")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Version",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                (
                    "document",
                    fields.ForeignKeyField(
                        "documents.Document",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                ("summary", fields.CharField(null=True, max_length=500)),
                (
                    "basis",
                    fields.ForeignKeyField(
                        "documents.Version",
                        source_field="basis_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("body", fields.BinaryField()),
                ("digest", fields.CharField(max_length=64)),
                (
                    "created_by",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="created_by_id",
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
                "table": "documents_versions",
                "app": "documents",
                "constraints": [UniqueConstraint(fields=("document", "number"), name="uq_version_number")],
                "pk_attr": "id",
            },
        ),
    ]
