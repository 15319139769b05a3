"""`Access`: the first argument of every service function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from openfactory.core.access.permissions import Role
from openfactory.core.errors import Denied

ActorKind = Literal["user", "agent", "system"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling. `scopes` is None where nothing limits the user's own rights."""

    kind: Literal["session", "api_key", "system", "anonymous"]
    user_id: UUID | None = None
    name: str = ""
    credential_id: UUID | None = None
    scopes: frozenset[str] | None = None
    organization_id: UUID | None = None  # an API key's own organization and project
    project_id: UUID | None = None
    origins: frozenset[str] = frozenset()  # those whose pages may send the credential themselves
    until: datetime | None = None  # when the credential ends by itself, unless it is prolonged
    row: Mapping[str, Any] = field(default_factory=dict, repr=False)  # what the credential's query found

    @property
    def actor_kind(self) -> ActorKind:
        """What the log says of this caller: an API key is an agent on behalf of its maker."""
        return {"session": "user", "api_key": "agent"}.get(self.kind, "system")  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a call comes from, for the log and the audit trail."""

    request_id: str | None = None
    address: str | None = None
    operation_id: str | None = None
    if_match: str | None = None
    user_agent: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Who, where, and with which rights. Routes, tools, jobs and tests make one the same way."""

    caller: Caller
    organization_id: UUID | None = None
    project_id: UUID | None = None
    role: Role | None = None
    permissions: frozenset[str] = frozenset()
    origin: Origin = Origin()

    @property
    def user_id(self) -> UUID:
        """The signed-in user (for an API key: its maker)."""
        if self.caller.user_id is None:
            raise Denied("this needs a signed-in user")
        return self.caller.user_id

    @property
    def organization(self) -> UUID:
        """The organization this access is for."""
        if self.organization_id is None:
            raise LookupError("this access is for no organization")
        return self.organization_id

    @property
    def project(self) -> UUID:
        """The project this access is for."""
        if self.project_id is None:
            raise LookupError("this access is for no project")
        return self.project_id

    def may(self, permission: str) -> bool:
        """Whether the caller has `permission` here."""
        return permission in self.permissions or self.caller.kind == "system"

    def demand(self, permission: str) -> None:
        """Refuse a caller without `permission`."""
        if not self.may(permission):
            raise Denied(f"this needs the permission {permission}")

    def within(self, *, organization_id: UUID | None = None, project_id: UUID | None = None) -> Access:
        """The same caller in a place that has just been made."""
        return replace(
            self,
            organization_id=organization_id or self.organization_id,
            project_id=project_id or self.project_id,
        )

    @classmethod
    def system(
        cls, *, organization_id: UUID | None = None, project_id: UUID | None = None, name: str = "system"
    ) -> Access:
        """The server itself: the command line, jobs, migrations. It may do everything in its place."""
        return cls(Caller("system", name=name), organization_id, project_id)


def anonymous(origin: Origin = Origin()) -> Access:
    """Nobody known, on a public route."""
    return Access(Caller("anonymous"), origin=origin)
