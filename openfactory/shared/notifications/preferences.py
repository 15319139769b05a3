"""How users want to hear of notifications."""

from __future__ import annotations

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.ids import uuid7
from openfactory.shared.notifications.models import MailMode, NotificationSettings

_SET = Query(
    "notifications.set_mail",
    "INSERT INTO notifications_settings (id, created_at, updated_at, version, user_id, mail) "
    "VALUES (:id, :now, :now, 1, :user_id, :mail) ON CONFLICT (user_id) DO UPDATE SET mail = excluded.mail, "
    "updated_at = excluded.updated_at, version = notifications_settings.version + 1",
)


async def read_mail_mode(access: Access) -> MailMode:
    """Whether the caller's unread notifications are mailed."""
    row = await NotificationSettings.visible_to(access).first()
    return row.mail if row is not None else MailMode.DIGEST


async def set_mail_mode(access: Access, mode: MailMode) -> None:
    """Mail the caller's unread notifications from now on, or do not."""
    async with transaction(access):
        await _SET.run(id=uuid7(), now=clock.now(), user_id=access.user_id, mail=mode.value)
