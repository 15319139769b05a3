"""Tables of sessions, password resets and identities at other providers."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

from openfactory.core.db.rows import TenantRow
from openfactory.shared.accounts.models import User


class Session(TenantRow):
    """A signed-in device. The token itself is not kept, only a keyed digest of it."""

    tenant: ClassVar[str] = "user_id"

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    user_id: UUID
    token_digest = fields.CharField(max_length=64, unique=True)
    expires_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    address = fields.CharField(max_length=64, null=True)
    device = fields.CharField(max_length=128, null=True)

    class Meta:
        app = "auth"
        table = "auth_sessions"


class PasswordReset(TenantRow):
    """A mailed token to choose a new password with, once."""

    tenant: ClassVar[str] = "user_id"

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    user_id: UUID
    token_digest = fields.CharField(max_length=64, unique=True)
    expires_at = fields.DatetimeField()

    class Meta:
        app = "auth"
        table = "auth_password_resets"


class Identity(TenantRow):
    """A user as another provider knows them."""

    tenant: ClassVar[str] = "user_id"

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    user_id: UUID
    provider = fields.CharField(max_length=60)
    subject = fields.CharField(max_length=255)

    class Meta:
        app = "auth"
        table = "auth_identities"
        constraints = (UniqueConstraint(fields=("provider", "subject"), name="uq_identity"),)


__models__ = [Session, PasswordReset, Identity]
