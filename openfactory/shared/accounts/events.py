"""Facts about organizations and who belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganizationCreated(Event):
    """Somebody has founded an organization, and is its first admin."""

    name: ClassVar[str] = "organizations.organization.created"
    organization_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """A user has become a member."""

    name: ClassVar[str] = "organizations.member.joined"
    member_id: UUID
    user_id: UUID
    role: str
