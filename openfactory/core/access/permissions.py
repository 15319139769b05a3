"""Permissions: what a module lets callers do, and which roles and API key scopes carry it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """A member's role in an organization."""

    MEMBER = "member"
    ADMIN = "admin"


@dataclass(frozen=True)
class Permission:
    """`name` is `<module>.<what>`. A caller has it by role; a caller with an API key needs a scope as well."""

    name: str
    summary: str
    roles: frozenset[Role] = frozenset({Role.MEMBER, Role.ADMIN})
    scopes: frozenset[str] = frozenset()

    def held_by(self, role: Role | None, scopes: frozenset[str] | None) -> bool:
        """`scopes` is None for a caller who is limited by the role alone."""
        return role in self.roles and (scopes is None or not self.scopes.isdisjoint(scopes))


@dataclass(frozen=True)
class Open:
    """An access rule that asks for no permission; `summary` is its text in the documentation."""

    name: str
    summary: str


PUBLIC: Final = Open("public", "Anybody may call this.")
KNOWN: Final = Open("known", "Any caller with a valid session or API key may call this.")
SIGNED_IN: Final = Open("signed-in", "Any signed-in user may call this; API keys may not.")

Needs = str | Open
