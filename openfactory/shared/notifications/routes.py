"""Notifications over HTTP."""

from __future__ import annotations

import msgspec

from openfactory.core.access import SIGNED_IN, Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.notifications import service
from openfactory.shared.notifications.schemas import (
    NotificationList,
    NotificationQuery,
    ReadNotifications,
    UnreadCount,
)

routes = Routes("/api/notifications", absolute=True)


@routes.get("/")
@endpoint(needs=SIGNED_IN, query=NotificationQuery, reply=NotificationList, trusted=True)
async def list_notifications(access: Access, query: NotificationQuery) -> bytes:
    """List the caller's notifications in all their projects."""
    rows, following, unread = await service.list_notifications(access, query)
    return msgspec.json.encode({"notifications": rows, "unreadCount": unread, "nextCursor": following})


@routes.post("/read")
@endpoint(needs=SIGNED_IN, body=ReadNotifications, reply=UnreadCount)
async def read_notifications(access: Access, body: ReadNotifications) -> UnreadCount:
    """Mark notifications as read: those named, or all."""
    return UnreadCount(unread_count=await service.read_notifications(access, body))
