"""Tables of notifications, and of how users want to hear of them."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from openfactory.core.db.rows import TenantRow
from openfactory.shared.accounts.models import Organization, User


class Notification(TenantRow):
    """Something a user should know of.

    Projects are a later module's: their ids are kept without a foreign key.
    """

    tenant: ClassVar[str] = "user_id"

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.CASCADE
    )
    user_id: UUID
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "accounts.Organization", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    organization_id: UUID
    project_id = fields.UUIDField(db_index=True)
    kind = fields.CharField(max_length=30)
    subject_type = fields.CharField(max_length=60)
    subject_id = fields.UUIDField()
    source_id = fields.UUIDField(null=True)  # what says it: a comment
    title = fields.CharField(max_length=300)
    excerpt = fields.CharField(max_length=300)
    actor: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    actor_id: UUID | None
    read_at = fields.DatetimeField(null=True)
    mailed_at = fields.DatetimeField(null=True)

    class Meta:
        app = "notifications"
        table = "notifications_notifications"
        indexes = (
            Index(fields=("user_id", "id"), name="ix_notification_user"),
            Index(fields=("mailed_at", "read_at", "created_at"), name="ix_notification_unmailed"),
        )


class MailMode(StrEnum):
    """Whether unread notifications are mailed."""

    OFF = "off"
    DIGEST = "digest"


class NotificationSettings(TenantRow):
    """How a user wants to hear of notifications. Without a row: a digest."""

    tenant: ClassVar[str] = "user_id"

    user: fields.OneToOneRelation[User] = fields.OneToOneField(
        "accounts.User", related_name=False, on_delete=fields.CASCADE
    )
    user_id: UUID
    mail = fields.CharEnumField(MailMode, max_length=10, default=MailMode.DIGEST)

    class Meta:
        app = "notifications"
        table = "notifications_settings"


__models__ = [Notification, NotificationSettings]
