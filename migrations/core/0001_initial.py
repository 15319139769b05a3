"""core: initial."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.core.ids import uuid7
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="EventCursor",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("consumer", fields.CharField(max_length=120)),
                ("stream_id", fields.UUIDField()),
                ("seq", fields.BigIntField()),
            ],
            options={
                "table": "core_event_cursors",
                "app": "core",
                "unique_together": (("consumer", "stream_id"),),
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="EventStream",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("last_seq", fields.BigIntField()),
            ],
            options={"table": "core_event_streams", "app": "core", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="LoggedEvent",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("stream_id", fields.UUIDField()),
                ("seq", fields.BigIntField()),
                ("name", fields.CharField(max_length=120)),
                ("organization_id", fields.UUIDField(null=True)),
                ("project_id", fields.UUIDField(null=True)),
                ("entity_type", fields.CharField(max_length=60)),
                ("entity_id", fields.UUIDField()),
                ("actor_kind", fields.CharField(max_length=10)),
                ("actor_id", fields.UUIDField(null=True)),
                ("actor_name", fields.CharField(max_length=200)),
                ("credential_id", fields.UUIDField(null=True)),
                ("request_id", fields.CharField(null=True, max_length=128)),
                ("operation_id", fields.CharField(null=True, max_length=128)),
                ("address", fields.CharField(null=True, max_length=64)),
                ("data", fields.TextField(unique=False)),
                ("changes", fields.TextField(null=True, unique=False)),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_events",
                "app": "core",
                "unique_together": (("stream_id", "seq"),),
                "indexes": [
                    Index(fields=["organization_id", "id"], name="ix_event_organization"),
                    Index(fields=["stream_id", "entity_type", "entity_id", "seq"], name="ix_event_entity"),
                ],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="StoredAnswer",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("fingerprint", fields.CharField(max_length=64)),
                ("attempt", fields.IntField(default=1)),
                ("running_until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("status", fields.IntField(null=True)),
                ("answer", fields.TextField(null=True, unique=False)),
                ("expires_at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "core_stored_answers", "app": "core", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="Usage",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("organization_id", fields.UUIDField()),
                ("day", fields.DateField()),
                ("kind", fields.CharField(max_length=40)),
                ("label", fields.CharField(default="", max_length=120)),
                ("amount", fields.BigIntField()),
            ],
            options={
                "table": "core_usage",
                "app": "core",
                "constraints": [UniqueConstraint(fields=("organization_id", "day", "kind", "label"), name="uq_usage")],
                "pk_attr": "id",
            },
        ),
    ]
