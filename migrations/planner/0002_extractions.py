"""planner: extractions."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.blueprints.planner.models.extractions import ExtractionStatus
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("planner", "0001_initial"), ("projects", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AcceptedProposal",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                ("key", fields.CharField(max_length=64)),
                (
                    "work_order",
                    fields.ForeignKeyField(
                        "planner.WorkOrder",
                        source_field="work_order_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("blueprint_id", fields.UUIDField()),
                ("extraction_id", fields.UUIDField()),
                ("strategy", fields.CharField(max_length=20)),
                ("digest", fields.CharField(max_length=64)),
                ("parts", fields.JSONField()),
                ("texts", fields.JSONField()),
            ],
            options={
                "table": "planner_accepted_proposals",
                "app": "planner",
                "constraints": [UniqueConstraint(fields=("project_id", "key"), name="uq_accepted_proposal")],
                "indexes": [Index(fields=["project_id", "blueprint_id"], name="ix_accepted_proposal_blueprint")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Extraction",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                ("blueprint_id", fields.UUIDField(null=True)),
                ("template_id", fields.UUIDField(null=True)),
                ("strategy", fields.CharField(max_length=20)),
                (
                    "status",
                    fields.CharEnumField(default=ExtractionStatus.PENDING, enum_type=ExtractionStatus, max_length=20),
                ),
                ("summary", fields.JSONField()),
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
                "table": "planner_extractions",
                "app": "planner",
                "indexes": [Index(fields=["project_id", "id"], name="ix_extraction_project")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="ProposedWorkOrder",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                (
                    "extraction",
                    fields.ForeignKeyField(
                        "planner.Extraction",
                        source_field="extraction_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("place", fields.IntField()),
                ("key", fields.CharField(max_length=64)),
                ("body", fields.TextField(unique=False)),
            ],
            options={
                "table": "planner_proposals",
                "app": "planner",
                "constraints": [UniqueConstraint(fields=("extraction", "key"), name="uq_proposal")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Source",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                (
                    "work_order",
                    fields.ForeignKeyField(
                        "planner.WorkOrder",
                        source_field="work_order_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "connection",
                    fields.OneToOneField(
                        "planner.Connection",
                        source_field="connection_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("entity_type", fields.CharField(max_length=60)),
                ("entity_id", fields.UUIDField()),
                ("confirmed", fields.JSONField()),
                ("present", fields.JSONField()),
                (
                    "confirmed_by",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="confirmed_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("confirmed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("change_type", fields.CharField(null=True, max_length=20)),
                ("changed", fields.JSONField(default=list)),
                ("detected_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "planner_sources",
                "app": "planner",
                "indexes": [
                    Index(fields=["project_id", "entity_id"], name="ix_source_entity"),
                    Index(fields=["project_id", "detected_at", "id"], name="ix_source_detected"),
                ],
                "pk_attr": "id",
            },
        ),
    ]
