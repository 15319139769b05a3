"""core: jobs."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from openfactory.core.jobs.models import Status
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="JobSchedule",
            fields=[
                ("type", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=120)),
                ("ticked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "core_job_schedules", "app": "core", "pk_attr": "type"},
        ),
        ops.CreateModel(
            name="JobStart",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("lane", fields.CharField(max_length=170)),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_job_starts",
                "app": "core",
                "indexes": [Index(fields=["lane", "started_at"], name="ix_job_start")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="StoredJob",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("organization_id", fields.UUIDField(null=True)),
                ("project_id", fields.UUIDField(null=True)),
                ("type", fields.CharField(max_length=120)),
                ("lane", fields.CharField(max_length=170)),
                ("status", fields.CharEnumField(enum_type=Status, max_length=10)),
                ("priority", fields.SmallIntField()),
                ("arguments", fields.TextField(unique=False)),
                ("unique_key", fields.CharField(null=True, max_length=64)),
                ("run_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("attempt", fields.IntField(default=0)),
                ("failures", fields.IntField(default=0)),
                ("losses", fields.IntField(default=0)),
                ("claim", fields.UUIDField(null=True)),
                ("worker", fields.CharField(null=True, max_length=200)),
                ("lease_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("cancel_requested", fields.BooleanField(default=False)),
                ("checkpoint", fields.TextField(null=True, unique=False)),
                ("done", fields.BigIntField(default=0)),
                ("total", fields.BigIntField(null=True)),
                ("note", fields.CharField(null=True, max_length=300)),
                ("error", fields.CharField(null=True, max_length=1000)),
                ("trace", fields.TextField(null=True, unique=False)),
                ("requested_by", fields.UUIDField(null=True)),
                ("request_id", fields.CharField(null=True, max_length=128)),
                ("operation_id", fields.CharField(null=True, max_length=128)),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_jobs",
                "app": "core",
                "constraints": [
                    UniqueConstraint(fields=("unique_key",), name="uq_job", condition="status IN ('queued', 'running')")
                ],
                "indexes": [
                    Index(fields=["status", "lane", "priority", "run_at", "id"], name="ix_job_queue"),
                    Index(fields=["project_id", "id"], name="ix_job_project"),
                    Index(fields=["finished_at"], name="ix_job_finished"),
                ],
                "pk_attr": "id",
            },
        ),
        ops.AddField(
            model_name="EventCursor",
            name="error",
            field=fields.CharField(null=True, max_length=1000),
        ),
        ops.AddField(
            model_name="EventCursor",
            name="failed_seq",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="EventCursor",
            name="failures",
            field=fields.IntField(db_default=0),
        ),
        ops.AddField(
            model_name="EventCursor",
            name="parked_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="EventCursor",
            name="retry_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
