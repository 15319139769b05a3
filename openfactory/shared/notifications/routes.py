"""Notifications over HTTP."""

from __future__ import annotations

import msgspec

from openfactory.core.access import SIGNED_IN, Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.notifications import preferences, service
from openfactory.shared.notifications.schemas import (
    ChangeNotificationSettings,
    NotificationList,
    NotificationQuery,
    NotificationSettingsOut,
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


@routes.get("/settings")
@endpoint(needs=SIGNED_IN, reply=NotificationSettingsOut)
async def read_notification_settings(access: Access) -> NotificationSettingsOut:
    """Read how the caller wants to hear of notifications."""
    return NotificationSettingsOut(notification_mail=await preferences.read_mail_mode(access))


@routes.put("/settings")
@endpoint(needs=SIGNED_IN, body=ChangeNotificationSettings, reply=NotificationSettingsOut)
async def set_notification_settings(access: Access, body: ChangeNotificationSettings) -> NotificationSettingsOut:
    """Say how to hear of notifications: `digest` mails those that stay unread, many in one mail; `off` none."""
    await preferences.set_mail_mode(access, body.notification_mail)
    return NotificationSettingsOut(notification_mail=body.notification_mail)
