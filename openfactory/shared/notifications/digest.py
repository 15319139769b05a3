"""The digest: what a user has not read after a while is mailed to them, once, and all of it in one mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from openfactory.core import clock
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.db.transactions import Transaction
from openfactory.core.http.context import Context
from openfactory.core.logs import get_logger
from openfactory.core.mail import Mail, Post
from openfactory.core.settings import Settings
from openfactory.core.settings.secret_key import secret_key
from openfactory.shared.accounts.models import User
from openfactory.shared.notifications.service import SEEN

log = get_logger(__name__)
UNREAD_FOR: Final = timedelta(minutes=10)
NO_OLDER_THAN: Final = timedelta(days=2)  # after a long stop, or on switching mail on, nobody wants all of the past
MOST_SHOWN: Final = 20

_JOINED = (
    f"{SEEN}LEFT JOIN notifications_settings s ON s.user_id = n.user_id "
    "LEFT JOIN accounts_users u ON u.id = n.actor_id "
)
_UNMAILED = (
    "n.mailed_at IS NULL AND n.read_at IS NULL AND n.created_at > :since AND n.created_at <= :before "
    "AND COALESCE(s.mail, 'digest') = 'digest'"
)
_NEXT_USER = Query(
    "worker.next_to_mail",
    f"SELECT n.user_id {_JOINED}WHERE {_UNMAILED} AND n.user_id > :after ORDER BY n.user_id LIMIT 1",
)
_READ = Query(
    "notifications.to_mail",
    f"SELECT n.id, n.kind, n.title, n.excerpt, u.name AS actor_name {_JOINED}"
    f"WHERE {_UNMAILED} AND n.user_id = :user_id ORDER BY n.id",
)
_MARK = Query(
    "notifications.mark_mailed",
    "UPDATE notifications_notifications SET mailed_at = :now WHERE user_id = :user_id AND id IN @each(:ids)",
)
_WHAT = {
    "mention": "{who} mentioned you in {title}",
    "reply": "{who} replied in {title}",
    "assignment": "{who} assigned you to {title}",
    "sync_alert": "What {title} comes from has changed",
}


class Outbox:
    """Where digests are left, and where their links lead."""

    def __init__(self, settings: Settings) -> None:
        self.post = Post(secret_key(settings))
        self.public_url = settings.public_url


def outbox(context: Context) -> Outbox:
    """What the module's lifespan has opened."""
    found: Outbox = context.outbox
    return found


async def next_user(after: UUID) -> UUID | None:
    """Whose turn is next: the first user behind `after` with something to be mailed."""
    row = await _NEXT_USER.one(after=after, **_bounds())
    return as_uuid(row["user_id"]) if row else None


async def mail_digest(tx: Transaction, user_id: UUID, box: Outbox) -> None:
    """Leave one mail with all that the user has not read, and mark it as mailed, in one transaction."""
    rows, user = await _READ.rows(user_id=user_id, **_bounds()), await User.get_or_none(id=user_id)
    if not rows or user is None:
        return
    ids = msgspec.json.encode([str(row["id"]) for row in rows]).decode()
    await _MARK.run(user_id=user_id, ids=ids, now=clock.now())
    try:
        mail = _mail(user, rows, box.public_url)
    except ValueError as error:  # an address that cannot be mailed to must not hold up everybody behind it
        log.warning("a digest cannot be mailed", user_id=str(user_id), reason=str(error))
        return
    await box.post.leave(tx, mail)


def _bounds() -> dict[str, Any]:
    now = clock.now()
    return {"since": now - NO_OLDER_THAN, "before": now - UNREAD_FOR}


def _mail(user: User, rows: Sequence[dict[str, Any]], public_url: str) -> Mail:
    count = "1 new notification" if len(rows) == 1 else f"{len(rows)} new notifications"
    items = "\n\n".join(_item(row) for row in rows[:MOST_SHOWN])
    more = f"\n\n… and {len(rows) - MOST_SHOWN} more." if len(rows) > MOST_SHOWN else ""
    text = (
        f"Hello {user.name},\n\nyou have {count}:\n\n{items}{more}\n\n{public_url}/notifications\n\n"
        "You get this since they stayed unread. Your settings can switch such mail off."
    )
    return Mail(to=user.email, subject=f"You have {count}", text=text)


def _item(row: dict[str, Any]) -> str:
    title = " ".join(row["title"].split())
    what = _WHAT.get(row["kind"], "{title}").format(who=row["actor_name"] or "Somebody", title=title)
    return f"* {what}\n  {' '.join(row['excerpt'].split())}"
