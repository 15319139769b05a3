"""Tables of the event log."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from openfactory.core.ids import uuid7


class EventStream(Model):
    """The last sequence number of one log: a project's, an organization's, or a user's."""

    id = fields.UUIDField(primary_key=True)
    last_seq = fields.BigIntField()

    class Meta:
        app = "core"
        table = "core_event_streams"


class LoggedEvent(Model):
    """One event. `seq` is without gaps within a stream, in the order of the commits."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    stream_id = fields.UUIDField()
    seq = fields.BigIntField()
    name = fields.CharField(max_length=120)
    organization_id = fields.UUIDField(null=True)
    project_id = fields.UUIDField(null=True)
    entity_type = fields.CharField(max_length=60)
    entity_id = fields.UUIDField()
    actor_kind = fields.CharField(max_length=10)
    actor_id = fields.UUIDField(null=True)
    actor_name = fields.CharField(max_length=200)
    credential_id = fields.UUIDField(null=True)
    request_id = fields.CharField(max_length=128, null=True)
    operation_id = fields.CharField(max_length=128, null=True)
    address = fields.CharField(max_length=64, null=True)
    data = fields.TextField()
    changes = fields.TextField(null=True)
    occurred_at = fields.DatetimeField()

    class Meta:
        app = "core"
        table = "core_events"
        unique_together = (("stream_id", "seq"),)
        indexes = (
            Index(fields=("organization_id", "id"), name="ix_event_organization"),
            Index(fields=("stream_id", "entity_type", "entity_id", "seq"), name="ix_event_entity"),
        )


class EventCursor(Model):
    """How far a consumer has read a stream; how often it has failed at `failed_seq`, and when it tries again.

    A cursor that is parked is not tried again by itself.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    consumer = fields.CharField(max_length=120)
    stream_id = fields.UUIDField()
    seq = fields.BigIntField()
    failures = fields.IntField(db_default=0)
    failed_seq = fields.BigIntField(null=True)
    retry_at = fields.DatetimeField(null=True)
    parked_at = fields.DatetimeField(null=True)
    error = fields.CharField(max_length=1000, null=True)

    class Meta:
        app = "core"
        table = "core_event_cursors"
        unique_together = (("consumer", "stream_id"),)
