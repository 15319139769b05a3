"""Tables of jobs, of their starts where they are limited, and of schedules."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from openfactory.core.db.rows import TenantRow
from openfactory.core.ids import uuid7


class Status(StrEnum):
    """Where a job is. One that has failed for good stays `failed` until it is retried or swept."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StoredJob(TenantRow):
    """A job, from the moment it is queued until it is swept. Written by SQL only: see the modules beside this one.

    A worker writes about a job only under the claim that it was given, so that one which was thought dead changes
    nothing any more; jobs that are taken together share it. `lane` is what is served in turn.
    """

    organization_id: UUID | None = fields.UUIDField(null=True)
    project_id: UUID | None = fields.UUIDField(null=True)
    type = fields.CharField(max_length=120)
    lane = fields.CharField(max_length=170)
    status = fields.CharEnumField(Status, max_length=10)
    priority = fields.SmallIntField()
    arguments = fields.TextField()
    unique_key = fields.CharField(max_length=64, null=True)
    run_at = fields.DatetimeField()
    attempt = fields.IntField(default=0)  # times it was started
    failures = fields.IntField(default=0)  # times it raised
    losses = fields.IntField(default=0)  # times its worker died
    claim = fields.UUIDField(null=True)
    worker = fields.CharField(max_length=200, null=True)
    lease_until = fields.DatetimeField(null=True)
    cancel_requested = fields.BooleanField(default=False)
    checkpoint = fields.TextField(null=True)
    done = fields.BigIntField(default=0)
    total = fields.BigIntField(null=True)
    note = fields.CharField(max_length=300, null=True)
    error = fields.CharField(max_length=1000, null=True)
    trace = fields.TextField(null=True)
    requested_by = fields.UUIDField(null=True)
    request_id = fields.CharField(max_length=128, null=True)
    operation_id = fields.CharField(max_length=128, null=True)
    started_at: datetime | None = fields.DatetimeField(null=True)
    finished_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        app = "core"
        table = "core_jobs"
        constraints = (
            UniqueConstraint(fields=("unique_key",), name="uq_job", condition="status IN ('queued', 'running')"),
        )
        indexes = (
            Index(fields=("status", "lane", "priority", "run_at", "id"), name="ix_job_queue"),
            Index(fields=("project_id", "id"), name="ix_job_project"),
            Index(fields=("finished_at",), name="ix_job_finished"),
        )

    @property
    def progress(self) -> StoredJob:
        """How far it is: `done`, `total` and `note`."""
        return self


class JobStart(Model):
    """A start of a job whose rate is limited, for as long as it counts."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    lane = fields.CharField(max_length=170)
    started_at = fields.DatetimeField()

    class Meta:
        app = "core"
        table = "core_job_starts"
        indexes = (Index(fields=("lane", "started_at"), name="ix_job_start"),)


class JobSchedule(Model):
    """Up to which tick a scheduled job has been queued."""

    type = fields.CharField(max_length=120, primary_key=True)
    ticked_at = fields.DatetimeField()

    class Meta:
        app = "core"
        table = "core_job_schedules"
