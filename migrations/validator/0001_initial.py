"""validator: initial."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.blueprints.validator.statuses import Category, Source, Status
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Feedback",
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
                ("title", fields.CharField(null=True, max_length=200)),
                ("description", fields.TextField(unique=False)),
                ("category", fields.CharEnumField(null=True, enum_type=Category, max_length=20)),
                ("category_by", fields.CharEnumField(null=True, enum_type=Source, max_length=10)),
                ("status", fields.CharEnumField(default=Status.NEW, enum_type=Status, max_length=12)),
                ("status_by", fields.CharEnumField(null=True, enum_type=Source, max_length=10)),
                ("priority", fields.IntField(default=-1)),
                ("priority_by", fields.CharEnumField(null=True, enum_type=Source, max_length=10)),
                ("severity", fields.IntField(default=-1)),
                ("tags", fields.JSONField(default=list)),
                ("external_user_id", fields.CharField(null=True, max_length=200)),
                ("votes", fields.IntField(default=1)),
                ("duplicate_of_id", fields.UUIDField(null=True)),
                ("merged_into_id", fields.UUIDField(null=True)),
                ("work_order_id", fields.UUIDField(null=True)),
                ("explanation", fields.JSONField(null=True)),
                ("generated_issue_url", fields.CharField(null=True, max_length=2000)),
                ("learned_as", fields.CharEnumField(null=True, enum_type=Category, max_length=20)),
                ("triaged_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("alerted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "validator_feedback",
                "app": "validator",
                "indexes": [
                    Index(fields=["project_id", "id"], name="ix_feedback_created"),
                    Index(fields=["project_id", "priority", "id"], name="ix_feedback_priority"),
                    Index(fields=["project_id", "status", "id"], name="ix_feedback_status"),
                    Index(fields=["project_id", "status", "priority", "id"], name="ix_feedback_status_priority"),
                    Index(fields=["project_id", "category", "id"], name="ix_feedback_category"),
                    Index(fields=["project_id", "duplicate_of_id", "id"], name="ix_feedback_original"),
                    Index(fields=["merged_into_id", "id"], name="ix_feedback_merged"),
                    Index(fields=["project_id", "triaged_at", "id"], name="ix_feedback_triaged"),
                ],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Band",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("project_id", fields.UUIDField()),
                ("bucket", fields.BigIntField()),
                (
                    "feedback",
                    fields.ForeignKeyField(
                        "validator.Feedback",
                        source_field="feedback_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "validator_bands",
                "app": "validator",
                "indexes": [Index(fields=["project_id", "bucket", "feedback_id"], name="ix_band")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Details",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "feedback",
                    fields.OneToOneField(
                        "validator.Feedback",
                        source_field="feedback_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ("browser_info", fields.JSONField(null=True)),
                ("device_info", fields.JSONField(null=True)),
                ("session_data", fields.JSONField(null=True)),
            ],
            options={"table": "validator_details", "app": "validator", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="Lesson",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("project_id", fields.UUIDField()),
                ("category", fields.CharEnumField(enum_type=Category, max_length=20)),
                ("texts", fields.IntField()),
                ("words", fields.IntField()),
            ],
            options={
                "table": "validator_lessons",
                "app": "validator",
                "constraints": [UniqueConstraint(fields=("project_id", "category"), name="uq_lesson")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Tag",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("project_id", fields.UUIDField()),
                ("tag", fields.CharField(max_length=40)),
                (
                    "feedback",
                    fields.ForeignKeyField(
                        "validator.Feedback",
                        source_field="feedback_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "validator_tags",
                "app": "validator",
                "indexes": [
                    Index(fields=["project_id", "tag", "feedback_id"], name="ix_tag"),
                    Index(fields=["feedback_id", "tag"], name="ix_tag_feedback"),
                ],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="TagTally",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("project_id", fields.UUIDField()),
                ("day", fields.CharField(max_length=10)),
                ("tag", fields.CharField(max_length=40)),
                ("amount", fields.IntField()),
            ],
            options={
                "table": "validator_tag_tallies",
                "app": "validator",
                "constraints": [UniqueConstraint(fields=("project_id", "day", "tag"), name="uq_feedback_tag_tally")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Tally",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("project_id", fields.UUIDField()),
                ("day", fields.CharField(max_length=10)),
                ("status", fields.CharEnumField(enum_type=Status, max_length=12)),
                ("category", fields.CharField(max_length=20)),
                ("amount", fields.IntField()),
                ("scored", fields.IntField()),
                ("score", fields.BigIntField()),
            ],
            options={
                "table": "validator_tallies",
                "app": "validator",
                "constraints": [
                    UniqueConstraint(fields=("project_id", "day", "status", "category"), name="uq_feedback_tally")
                ],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Word",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("project_id", fields.UUIDField()),
                ("word", fields.CharField(max_length=40)),
                ("category", fields.CharEnumField(enum_type=Category, max_length=20)),
                ("amount", fields.IntField()),
            ],
            options={
                "table": "validator_words",
                "app": "validator",
                "constraints": [UniqueConstraint(fields=("project_id", "word", "category"), name="uq_learned_word")],
                "pk_attr": "id",
            },
        ),
    ]
