"""Facts that organizations announce; founding and joining are `openfactory.shared.accounts.events`'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event
from openfactory.shared.accounts.events import MemberJoined, OrganizationCreated


@dataclass(frozen=True, kw_only=True)
class OrganizationChanged(Event):
    """Name, logo or settings are others now."""

    name: ClassVar[str] = "organizations.organization.changed"
    organization_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrganizationDeleted(Event):
    """The organization and all in it are out of reach."""

    name: ClassVar[str] = "organizations.organization.deleted"
    changes_rights: ClassVar[bool] = True
    organization_id: UUID


@dataclass(frozen=True, kw_only=True)
class MemberRoleChanged(Event):
    """A member has another role."""

    name: ClassVar[str] = "organizations.member.role_changed"
    changes_rights: ClassVar[bool] = True
    member_id: UUID
    user_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    """A user is no longer a member, by their own will or an admin's; their API keys here have ended."""

    name: ClassVar[str] = "organizations.member.left"
    changes_rights: ClassVar[bool] = True
    member_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationSent(Event):
    """An address was invited, or invited again."""

    name: ClassVar[str] = "organizations.invitation.sent"
    invitation_id: UUID
    email: str
    role: str


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Event):
    """An invitation was withdrawn before it was accepted."""

    name: ClassVar[str] = "organizations.invitation.revoked"
    invitation_id: UUID
    email: str


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(Event):
    """An invitation is used up."""

    name: ClassVar[str] = "organizations.invitation.accepted"
    invitation_id: UUID
    email: str
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class ApiKeyCreated(Event):
    """A member has made an API key."""

    name: ClassVar[str] = "organizations.api_key.created"
    api_key_id: UUID
    title: str
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class ApiKeyRotated(Event):
    """An API key has another secret; the one before works for `overlap_seconds` more."""

    name: ClassVar[str] = "organizations.api_key.rotated"
    changes_rights: ClassVar[bool] = True
    api_key_id: UUID
    overlap_seconds: int


@dataclass(frozen=True, kw_only=True)
class ApiKeyRevoked(Event):
    """An API key has ended."""

    name: ClassVar[str] = "organizations.api_key.revoked"
    changes_rights: ClassVar[bool] = True
    api_key_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class TemplateCreated(Event):
    """There is a new template."""

    name: ClassVar[str] = "organizations.template.created"
    template_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(Event):
    """A template is another now."""

    name: ClassVar[str] = "organizations.template.changed"
    template_id: UUID


@dataclass(frozen=True, kw_only=True)
class TemplateDeleted(Event):
    """A template is gone."""

    name: ClassVar[str] = "organizations.template.deleted"
    template_id: UUID
    title: str


ALL = (
    OrganizationCreated,
    OrganizationChanged,
    OrganizationDeleted,
    MemberJoined,
    MemberRoleChanged,
    MemberLeft,
    InvitationSent,
    InvitationRevoked,
    InvitationAccepted,
    ApiKeyCreated,
    ApiKeyRotated,
    ApiKeyRevoked,
    TemplateCreated,
    TemplateChanged,
    TemplateDeleted,
)
