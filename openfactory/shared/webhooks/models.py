"""Tables of webhooks and of what is sent to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from openfactory.core.db.rows import TenantRow
from openfactory.shared.accounts.models import Organization


class Off(StrEnum):
    """Why a webhook is not enabled."""

    MANUAL = "manual"  # an admin wanted it so
    GONE = "gone"  # the receiver has answered 410
    FAILING = "failing"  # nothing has arrived for too long


class Webhook(TenantRow):
    """Where events of a project are sent. Secrets are sealed; projects are a later module's, so no foreign key.

    It hears the events behind `after_seq` of the project's log: those from before it was enabled are not sent.
    The health of its receiver changes without a new version, since nobody edits it.
    """

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "accounts.Organization", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    organization_id: UUID
    project_id = fields.UUIDField()
    url = fields.CharField(max_length=2000)
    description = fields.CharField(max_length=200, null=True)
    event_types: fields.JSONField[list[str]] = fields.JSONField(default=list)
    enabled = fields.BooleanField(default=True)
    after_seq = fields.BigIntField(default=0)
    sealed_secret = fields.CharField(max_length=500)
    previous_sealed = fields.CharField(max_length=500, null=True)
    previous_until: datetime | None = fields.DatetimeField(null=True)
    last_success_at: datetime | None = fields.DatetimeField(null=True)
    failing_since: datetime | None = fields.DatetimeField(null=True)
    failed_in_a_row = fields.IntField(default=0)  # deliveries with all attempts used up
    disabled_at: datetime | None = fields.DatetimeField(null=True)
    paused_at: datetime | None = fields.DatetimeField(null=True)  # while its project is archived
    disabled_reason: Off | None = fields.CharEnumField(Off, max_length=10, null=True)  # type: ignore[assignment]

    secret: str | None = None  # in the clear: on a row that was just given one, and nowhere else

    class Meta:
        app = "webhooks"
        table = "webhooks_webhooks"
        indexes = (Index(fields=("project_id", "id"), name="ix_webhook_project"),)

    @property
    def host(self) -> str:
        """What may be told of the URL: the rest of it may be as good as a password."""
        return urlsplit(self.url).hostname or ""


class Status(StrEnum):
    """Where a delivery is."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"  # with all attempts used up
    CANCELLED = "cancelled"  # the webhook was switched off


class Delivery(TenantRow):
    """One event for one webhook, with what came of the last attempt. `message_id` is the event's id."""

    project_id = fields.UUIDField()
    webhook: fields.ForeignKeyRelation[Webhook] = fields.ForeignKeyField(
        "webhooks.Webhook", related_name=False, on_delete=fields.CASCADE
    )
    webhook_id: UUID
    message_id = fields.UUIDField()
    event_type = fields.CharField(max_length=120)
    body = fields.TextField()
    status = fields.CharEnumField(Status, max_length=10, default=Status.PENDING)
    attempts = fields.IntField(default=0)
    next_attempt_at: datetime | None = fields.DatetimeField(null=True)
    replayed = fields.BooleanField(default=False)  # the present attempt was asked for by an admin
    attempted_at: datetime | None = fields.DatetimeField(null=True)
    response_status = fields.IntField(null=True)
    response_excerpt = fields.TextField(null=True)
    duration_ms = fields.IntField(null=True)
    error = fields.CharField(max_length=300, null=True)

    class Meta:
        app = "webhooks"
        table = "webhooks_deliveries"
        constraints = (UniqueConstraint(fields=("webhook", "message_id"), name="uq_delivery"),)
        indexes = (
            Index(fields=("webhook_id", "id"), name="ix_delivery_webhook"),
            Index(fields=("status", "webhook_id", "next_attempt_at"), name="ix_delivery_due"),
        )


__models__ = [Webhook, Delivery]
