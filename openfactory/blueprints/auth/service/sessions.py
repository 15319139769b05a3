"""Starting, listing and ending sessions."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from openfactory.blueprints.auth.events import SessionEnded, SessionStarted
from openfactory.blueprints.auth.models import Session
from openfactory.core import clock
from openfactory.core.access import Access, Caller
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.security.tokens import new_token, token_digest
from openfactory.shared.accounts.models import User

NOTED_EVERY = timedelta(minutes=5)  # `lastSeenAt` is no finer: a write for each request would cost more than it tells
PURPOSE = "session"

_SEEN = Query(
    "auth.session_seen",
    "UPDATE auth_sessions SET last_seen_at = :now, expires_at = :expires WHERE id = :session_id",
)


@dataclass(frozen=True)
class Started:
    """A new session; its token is here and nowhere else."""

    id: UUID
    token: str
    expires_at: datetime


async def start_session(access: Access, user: User, *, key: bytes, days: int, provider: str = "password") -> Started:
    """Sign the user in on the device that `access` comes from."""
    token, now = new_token(), clock.now()
    async with transaction(access) as tx:
        session = await Session.create(
            user_id=user.id,
            token_digest=token_digest(key, token, PURPOSE).hex(),
            expires_at=now + timedelta(days=days),
            last_seen_at=now,
            address=access.origin.address,
            device=access.origin.user_agent,
        )
        event = SessionStarted(session_id=session.id, user_id=user.id, provider=provider)
        tx.emit(event, access=acting(access, user))
    return Started(session.id, token, session.expires_at)


def acting(access: Access, user: User) -> Access:
    """A public call, once it is known who makes it: for the log."""
    return Access(Caller("session", user.id, user.name), origin=access.origin)


async def list_sessions(access: Access) -> list[Session]:
    """The user's own sessions, the last used first."""
    alive = Session.visible_to(access).filter(expires_at__gt=clock.now())
    return await alive.order_by("-last_seen_at", "-id").limit(200)


async def end_session(access: Access, session_id: UUID) -> None:
    """Sign out one device. Its token is dead in every worker at once: each request looks it up."""
    async with transaction(access) as tx:
        session = await Session.require(access, session_id, lock=True)
        await session.delete()
        tx.emit(SessionEnded(session_id=session.id, user_id=access.user_id))


async def end_other_sessions(access: Access) -> None:
    """Sign out every device but this one."""
    async with transaction(access) as tx:
        for session in await Session.visible_to(access).exclude(id=access.caller.credential_id):
            await session.delete()
            tx.emit(SessionEnded(session_id=session.id, user_id=access.user_id))


def note_seen(row: Mapping[str, Any]) -> Coroutine[Any, Any, None] | None:
    """Work that prolongs a session in use by as much as it had, where the last note of it is old enough."""
    now, seen = clock.now(), _moment(row["last_seen_at"])
    if now - seen < NOTED_EVERY:
        return None
    return _note(row["credential_id"], now, now + (_moment(row["expires_at"]) - seen))


async def _note(session_id: UUID, now: datetime, expires: datetime) -> None:
    await _SEEN.run(now=now, expires=expires, session_id=session_id)


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


async def delete_expired() -> int:
    """Clear away sessions that have ended by themselves; how many there were."""
    expired = Session.across_tenants("housekeeping").filter(expires_at__lte=clock.now())
    return await expired.delete()
