"""webhooks: initial."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from openfactory.shared.webhooks.models import Off, Status
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Webhook",
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
                ("url", fields.CharField(max_length=2000)),
                ("description", fields.CharField(null=True, max_length=200)),
                ("event_types", fields.JSONField(default=list)),
                ("enabled", fields.BooleanField(default=True)),
                ("after_seq", fields.BigIntField(default=0)),
                ("sealed_secret", fields.CharField(max_length=500)),
                ("previous_sealed", fields.CharField(null=True, max_length=500)),
                ("previous_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("last_success_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("failing_since", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("failed_in_a_row", fields.IntField(default=0)),
                ("disabled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("disabled_reason", fields.CharEnumField(null=True, enum_type=Off, max_length=10)),
            ],
            options={
                "table": "webhooks_webhooks",
                "app": "webhooks",
                "indexes": [Index(fields=["project_id", "id"], name="ix_webhook_project")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Delivery",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("project_id", fields.UUIDField()),
                (
                    "webhook",
                    fields.ForeignKeyField(
                        "webhooks.Webhook",
                        source_field="webhook_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("message_id", fields.UUIDField()),
                ("event_type", fields.CharField(max_length=120)),
                ("body", fields.TextField(unique=False)),
                ("status", fields.CharEnumField(default=Status.PENDING, enum_type=Status, max_length=10)),
                ("attempts", fields.IntField(default=0)),
                ("next_attempt_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("replayed", fields.BooleanField(default=False)),
                ("attempted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("response_status", fields.IntField(null=True)),
                ("response_excerpt", fields.TextField(null=True, unique=False)),
                ("duration_ms", fields.IntField(null=True)),
                ("error", fields.CharField(null=True, max_length=300)),
            ],
            options={
                "table": "webhooks_deliveries",
                "app": "webhooks",
                "constraints": [UniqueConstraint(fields=("webhook", "message_id"), name="uq_delivery")],
                "indexes": [
                    Index(fields=["webhook_id", "id"], name="ix_delivery_webhook"),
                    Index(fields=["status", "webhook_id", "next_attempt_at"], name="ix_delivery_due"),
                ],
                "pk_attr": "id",
            },
        ),
    ]
