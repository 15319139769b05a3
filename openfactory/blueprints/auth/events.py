"""Facts that auth announces, each in the log of the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class UserSignedUp(Event):
    """A person has made an account."""

    name: ClassVar[str] = "auth.user.signed_up"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    """A user has changed name or picture."""

    name: ClassVar[str] = "auth.user.profile_changed"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """A user has another password now, chosen signed in or by a mailed token."""

    name: ClassVar[str] = "auth.user.password_changed"
    changes_rights: ClassVar[bool] = True
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class SessionStarted(Event):
    """A user has signed in on a device."""

    name: ClassVar[str] = "auth.session.started"
    session_id: UUID
    user_id: UUID
    provider: str


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    """A user has signed out, or ended the session from another device."""

    name: ClassVar[str] = "auth.session.ended"
    changes_rights: ClassVar[bool] = True
    session_id: UUID
    user_id: UUID
