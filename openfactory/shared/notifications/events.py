"""Facts about notifications, each in the log of the user they are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class NotificationCreated(Event):
    """There is something a user should know of."""

    name: ClassVar[str] = "notifications.notification.created"
    notification_id: UUID
    user_id: UUID
    kind: str
    project_id: UUID
    subject_type: str
    subject_id: UUID


ALL = (NotificationCreated,)
