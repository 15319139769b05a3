"""planner: initial."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.blueprints.planner.statuses import Status
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from openfactory.core.db.migrations.operations import DialectSQL


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("projects", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Board",
            fields=[
                ("project_id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("last_number", fields.IntField()),
            ],
            options={"table": "planner_boards", "app": "planner", "pk_attr": "project_id"},
        ),
        ops.CreateModel(
            name="Phase",
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
                ("name", fields.CharField(max_length=200)),
                ("description", fields.CharField(null=True, max_length=2000)),
                ("sort_order", fields.IntField()),
            ],
            options={
                "table": "planner_phases",
                "app": "planner",
                "constraints": [UniqueConstraint(fields=("project", "sort_order"), name="uq_phase_place")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Tally",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("project_id", fields.UUIDField()),
                ("phase_id", fields.UUIDField()),
                ("status", fields.CharEnumField(enum_type=Status, max_length=12)),
                ("amount", fields.IntField()),
            ],
            options={
                "table": "planner_tallies",
                "app": "planner",
                "constraints": [UniqueConstraint(fields=("project_id", "phase_id", "status"), name="uq_tally")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="WorkOrder",
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
                ("number", fields.IntField()),
                ("title", fields.CharField(max_length=200)),
                ("status", fields.CharEnumField(enum_type=Status, max_length=12)),
                (
                    "phase",
                    fields.ForeignKeyField(
                        "planner.Phase",
                        source_field="phase_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("phase_place", fields.IntField()),
                ("sort_order", fields.BigIntField()),
                (
                    "feature",
                    fields.ForeignKeyField(
                        "projects.Feature",
                        source_field="feature_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("deliverable_type", fields.CharField(null=True, max_length=40)),
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
                ("claim_fence", fields.IntField(default=0)),
                ("claimed_by_id", fields.UUIDField(null=True)),
                ("claimed_by_kind", fields.CharField(null=True, max_length=10)),
                ("claim_credential_id", fields.UUIDField(null=True)),
                ("claimed_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("deleted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "planner_work_orders",
                "app": "planner",
                "constraints": [
                    UniqueConstraint(fields=("project", "number"), name="uq_work_order_number"),
                    UniqueConstraint(
                        fields=("project", "phase_place", "sort_order"),
                        name="uq_work_order_place",
                        condition="deleted_at IS NULL",
                    ),
                ],
                "indexes": [
                    Index(fields=["project_id", "id"], name="ix_work_order_created"),
                    Index(fields=["project_id", "updated_at", "id"], name="ix_work_order_updated"),
                    Index(fields=["project_id", "status", "phase_place", "sort_order"], name="ix_work_order_status"),
                    Index(fields=["project_id", "status", "id"], name="ix_work_order_status_created"),
                    Index(fields=["project_id", "status", "updated_at", "id"], name="ix_work_order_status_updated"),
                    Index(
                        fields=["project_id", "feature_id", "phase_place", "sort_order", "deleted_at"],
                        name="ix_work_order_feature",
                    ),
                    Index(
                        fields=["project_id", "deliverable_type", "phase_place", "sort_order", "deleted_at"],
                        name="ix_work_order_type",
                    ),
                ],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Assignee",
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
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="user_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "planner_assignees",
                "app": "planner",
                "constraints": [UniqueConstraint(fields=("work_order", "user"), name="uq_assignee")],
                "indexes": [Index(fields=["project_id", "user_id", "work_order_id"], name="ix_assignee_user")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Connection",
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
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("entity_type", fields.CharField(max_length=60)),
                ("entity_id", fields.UUIDField()),
                ("edge_type", fields.CharField(max_length=20)),
                ("label", fields.CharField(max_length=300)),
            ],
            options={
                "table": "planner_connections",
                "app": "planner",
                "constraints": [
                    UniqueConstraint(
                        fields=("work_order", "entity_type", "entity_id", "edge_type"), name="uq_connection"
                    )
                ],
                "indexes": [Index(fields=["project_id", "entity_type", "entity_id"], name="ix_connection_entity")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Dependency",
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
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "depends_on",
                    fields.ForeignKeyField(
                        "planner.WorkOrder",
                        source_field="depends_on_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "planner_dependencies",
                "app": "planner",
                "constraints": [UniqueConstraint(fields=("work_order", "depends_on"), name="uq_dependency")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Evidence",
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
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("criterion", fields.CharField(max_length=64)),
                ("content_hash", fields.CharField(max_length=16)),
                ("kind", fields.CharField(max_length=10)),
                ("ref", fields.CharField(null=True, max_length=2000)),
                ("reason", fields.CharField(null=True, max_length=2000)),
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
                "table": "planner_evidence",
                "app": "planner",
                "indexes": [Index(fields=["work_order_id", "id"], name="ix_evidence_work_order")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Texts",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "work_order",
                    fields.OneToOneField(
                        "planner.WorkOrder",
                        source_field="work_order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("description", fields.JSONField(null=True)),
                ("acceptance_criteria", fields.JSONField(null=True)),
                ("out_of_scope", fields.JSONField(null=True)),
                ("implementation_plan", fields.JSONField(null=True)),
            ],
            options={"table": "planner_texts", "app": "planner", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="Word",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("project_id", fields.UUIDField()),
                ("word", fields.CharField(max_length=40)),
                (
                    "work_order",
                    fields.ForeignKeyField(
                        "planner.WorkOrder",
                        source_field="work_order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "planner_words",
                "app": "planner",
                "indexes": [
                    Index(fields=["project_id", "word", "work_order_id"], name="ix_word"),
                    Index(fields=["work_order_id", "word"], name="ix_word_work_order"),
                ],
                "pk_attr": "id",
            },
        ),
        DialectSQL(
            note="Compare words by their letters alone, as a search by their beginnings needs it",
            forward={"postgres": 'ALTER TABLE planner_words ALTER COLUMN word TYPE VARCHAR(40) COLLATE "C"'},
            reverse={},
        ),
    ]
