"""integrations: issues."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("integrations", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="IssueRecord",
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
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("project_id", fields.UUIDField()),
                ("subject_kind", fields.CharField(max_length=60)),
                ("subject_id", fields.UUIDField()),
                ("integration", fields.CharField(max_length=30)),
                ("mark", fields.UUIDField()),
                ("holder", fields.UUIDField(null=True)),
                ("lease_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("place", fields.CharField(null=True, max_length=500)),
                ("floor", fields.BigIntField(null=True)),
                ("called_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("doubt_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("url", fields.CharField(null=True, max_length=1000)),
                ("key", fields.CharField(null=True, max_length=255)),
            ],
            options={
                "table": "integrations_issues",
                "app": "integrations",
                "constraints": [
                    UniqueConstraint(
                        fields=("project_id", "subject_kind", "subject_id", "integration"), name="uq_issue"
                    )
                ],
                "pk_attr": "id",
            },
        ),
    ]
