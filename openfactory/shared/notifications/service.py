"""Making, listing and reading notifications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access, Caller
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.core.errors import NotFound
from openfactory.core.http.pages import cut, read_cursor
from openfactory.core.subjects import Found
from openfactory.shared.accounts.models import Membership
from openfactory.shared.notifications.events import NotificationCreated
from openfactory.shared.notifications.models import Notification
from openfactory.shared.notifications.schemas import NotificationQuery, ReadNotifications

_NEWEST = UUID(int=2**128 - 1)

# A notification is seen while its reader is a member; a deleted project's are deleted with it.
SEEN = (
    "FROM notifications_notifications n "
    "JOIN accounts_memberships m ON m.organization_id = n.organization_id AND m.user_id = n.user_id "
    "JOIN accounts_organizations o ON o.id = n.organization_id AND o.deleted_at IS NULL "
)
_LIST = Query(
    "notifications.list",
    'SELECT n.id, n.kind, n.project_id AS "projectId", n.subject_type, n.subject_id, '
    'n.source_id AS "commentId", n.title, n.excerpt, '
    "u.id AS actor_id, u.name AS actor_name, u.avatar_url, "
    '@time(n.read_at) AS "readAt", @time(n.created_at) AS "createdAt" '
    f"{SEEN}LEFT JOIN accounts_users u ON u.id = n.actor_id "
    "WHERE n.user_id = :user_id AND n.id < :before AND (n.read_at IS NULL OR NOT :unread) "
    "ORDER BY n.id DESC LIMIT :most",
)
_UNREAD = Query(
    "notifications.unread",
    f"SELECT COUNT(*) AS unread {SEEN}WHERE n.user_id = :user_id AND n.read_at IS NULL",
)


async def notify(
    tx: Transaction,
    user_ids: Iterable[UUID],
    subject: Found,
    *,
    kind: str,
    excerpt: str,
    source_id: UUID | None,
) -> None:
    """Tell users of the organization, within the transaction of what they are told of."""
    access = tx.access
    for user_id in sorted(user_ids):
        row = await Notification.create(
            user_id=user_id,
            organization_id=access.organization,
            project_id=access.project,
            kind=kind,
            subject_type=subject.kind,
            subject_id=subject.id,
            source_id=source_id,
            title=subject.title[:300],
            excerpt=excerpt[:300],
            actor_id=access.caller.user_id,
        )
        created = NotificationCreated(
            notification_id=row.id,
            user_id=user_id,
            kind=kind,
            project_id=access.project,
            subject_type=subject.kind,
            subject_id=subject.id,
        )
        tx.emit(created, access=Access(Caller("system", user_id=user_id), origin=access.origin))


async def members_among(access: Access, user_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the users who belong to the organization."""
    wanted = list(user_ids)
    if not wanted:
        return set()
    found = Membership.visible_to(access).filter(user_id__in=wanted)
    return {membership.user_id for membership in await found.only("id", "user_id")}


async def list_notifications(
    access: Access, query: NotificationQuery
) -> tuple[Sequence[dict[str, Any]], str | None, int]:
    """The caller's own of all projects, the newest first, and how many are unread."""
    (before,) = read_cursor(query.cursor, tuple[UUID]) or (_NEWEST,)
    rows = await _LIST.rows(user_id=access.user_id, before=before, unread=query.unread, most=query.limit + 1)
    for row in rows:
        row["subject"] = {"type": row.pop("subject_type"), "id": row.pop("subject_id")}
        actor = {"id": row.pop("actor_id"), "name": row.pop("actor_name"), "avatarUrl": row.pop("avatar_url")}
        row["actor"] = actor if actor["id"] else None
    page, following = cut(rows, query.limit, lambda row: (row["id"],))
    return page, following, await count_unread(access)


async def count_unread(access: Access) -> int:
    """How many notifications the caller has not read."""
    row = await _UNREAD.one(user_id=access.user_id)
    assert row is not None
    unread: int = row["unread"]
    return unread


async def read_notifications(access: Access, wanted: ReadNotifications) -> int:
    """Mark as read, all or nothing: with an id that is not the caller's none is. How many are left."""
    async with transaction(access):
        own = Notification.visible_to(access)
        if wanted.ids:
            own = own.filter(id__in=wanted.ids)
            if await own.count() != len(set(wanted.ids)):
                raise NotFound
        now = clock.now()
        await own.filter(read_at=None).update(read_at=now, updated_at=now)
    return await count_unread(access)


async def forget_project(access: Access) -> None:
    """Delete everybody's notifications of a project that is deleted."""
    everybody = Notification.across_tenants("the project is gone for all who were told of it")
    await everybody.filter(project_id=access.project).delete()
