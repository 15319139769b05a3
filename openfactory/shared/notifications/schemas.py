"""Shapes of notifications."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Out, Ref
from openfactory.shared.notifications.models import MailMode


class NotificationQuery(Page):
    """All, or those that are not read."""

    unread: bool = False


class ReadNotifications(In):
    """Which ones are read: those of `ids`, or `all`."""

    ids: Annotated[list[Annotated[UUID, Ref("notification")]], Field(max_length=500)] = []
    all: bool = False

    @model_validator(mode="after")
    def one_of_both(self) -> ReadNotifications:
        """Neither would do nothing in silence, and both would say two things."""
        if self.all == bool(self.ids):
            raise ValueError("give either ids, or all: true")
        return self


class SubjectOut(Out):
    """What a notification is about."""

    type: str
    id: UUID


class ActorOut(Out):
    """Whose doing it is."""

    id: UUID
    name: str
    avatar_url: str | None


class NotificationOut(Out):
    """Something the caller should know of; `commentId` is the comment that says it."""

    id: UUID
    kind: str
    project_id: UUID
    subject: SubjectOut
    comment_id: UUID | None
    title: str
    excerpt: str
    actor: ActorOut | None
    read_at: Moment | None
    created_at: Moment


class NotificationList(Out):
    """The caller's notifications in all projects they can see, the newest first."""

    notifications: list[NotificationOut]
    unread_count: int
    next_cursor: str | None


class UnreadCount(Out):
    """How many are left."""

    unread_count: int


class ChangeNotificationSettings(In):
    """Whether notifications that stay unread are mailed, many in one mail."""

    notification_mail: MailMode


class NotificationSettingsOut(Out):
    """Whether notifications that stay unread are mailed, many in one mail."""

    notification_mail: MailMode
