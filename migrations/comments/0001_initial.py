"""comments: initial."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Comment",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                ("subject_type", fields.CharField(max_length=60)),
                ("subject_id", fields.UUIDField()),
                (
                    "thread",
                    fields.ForeignKeyField(
                        "comments.Comment",
                        source_field="thread_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "author",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="author_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("author_kind", fields.CharField(max_length=10)),
                ("content", fields.JSONField(null=True)),
                ("anchor", fields.JSONField(null=True)),
                ("edited_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("resolved_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "resolved_by",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="resolved_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("erased_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "comments_comments",
                "app": "comments",
                "indexes": [
                    Index(fields=["project_id", "subject_type", "subject_id", "id"], name="ix_comment_subject"),
                    Index(fields=["thread_id", "id"], name="ix_comment_thread"),
                ],
                "pk_attr": "id",
            },
        ),
    ]
