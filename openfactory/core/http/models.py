"""The table of answers kept for repeated requests."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class StoredAnswer(Model):
    """The answer to a POST with an `Idempotency-Key`; `status` is NULL while it is being worked on.

    `id` is a digest of caller, route and key. The body is sealed: an answer may hold a token.
    """

    id = fields.CharField(max_length=64, primary_key=True)
    fingerprint = fields.CharField(max_length=64)
    attempt = fields.IntField(default=1)
    running_until = fields.DatetimeField()
    status = fields.IntField(null=True)
    answer = fields.TextField(null=True)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        app = "core"
        table = "core_stored_answers"
