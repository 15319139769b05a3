"""Organizations themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.organizations.schemas.content import Settings
from openfactory.core.access import Role
from openfactory.core.http.schemas import In, Moment, Name, Out, WebUrl


class CreateOrganization(In):
    """A new organization; the caller becomes its admin."""

    name: Name


class ChangeOrganization(In):
    """What is not given stays; `settings` are replaced as a whole."""

    name: Name | None = None
    logo_url: WebUrl | None = None
    settings: Settings | None = None


class OrganizationOut(Out):
    """An organization."""

    id: UUID
    name: str
    slug: str
    logo_url: str | None
    settings: dict[str, Any]
    created_at: Moment


class ListedOrganization(Out):
    """An organization of the caller's, and their role in it."""

    id: UUID
    name: str
    slug: str
    logo_url: str | None
    role: Role
    member_count: int
    project_count: int


class OrganizationList(Out):
    """The caller's organizations, the one they have belonged to for longest first."""

    organizations: list[ListedOrganization]
    next_cursor: str | None
