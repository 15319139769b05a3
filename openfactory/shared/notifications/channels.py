"""Notifications as they come."""

from __future__ import annotations

from uuid import UUID

from openfactory.core.access import SIGNED_IN, Access
from openfactory.core.live import ChannelKind, Source


async def _own(access: Access, channel_id: UUID | None) -> Source:
    return Source(access.user_id, lambda entry: entry.name.startswith("notifications."))


NOTIFICATIONS = ChannelKind("notifications", "what the caller should know of, in all projects", SIGNED_IN, _own)
