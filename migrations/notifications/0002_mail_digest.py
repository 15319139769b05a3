"""notifications: mail digest."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from openfactory.shared.notifications.models import MailMode
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("notifications", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="NotificationSettings",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                (
                    "user",
                    fields.OneToOneField(
                        "accounts.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("mail", fields.CharEnumField(default=MailMode.DIGEST, enum_type=MailMode, max_length=10)),
            ],
            options={"table": "notifications_settings", "app": "notifications", "pk_attr": "id"},
        ),
        ops.AddField(
            model_name="Notification",
            name="mailed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddIndex(
            model_name="Notification",
            index=Index(fields=["mailed_at", "read_at", "created_at"], name="ix_notification_unmailed"),
        ),
    ]
