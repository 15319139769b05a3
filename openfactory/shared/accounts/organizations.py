"""Founding organizations and joining them."""

from __future__ import annotations

from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access, Role
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.core.errors import NotFound, Unavailable
from openfactory.core.ids import uuid7
from openfactory.shared.accounts.events import MemberJoined, OrganizationCreated
from openfactory.shared.accounts.models import Membership, Organization
from openfactory.shared.accounts.slugs import another, slug_of

# Two founders of one name at the same moment must not fail on each other: the slower one takes another slug.
_FOUND = Query(
    "accounts.found_organization",
    "INSERT INTO accounts_organizations "
    "(id, created_at, updated_at, version, name, slug, settings, project_count) "
    "VALUES (:id, :now, :now, 1, :name, :slug, '{}', 0) ON CONFLICT (slug) DO NOTHING RETURNING id",
)
_COUNT_PROJECTS = Query(
    "accounts.count_projects",
    "UPDATE accounts_organizations SET project_count = project_count + :change WHERE id = :organization_id",
)


async def found_organization(access: Access, name: str, *, user_id: UUID | None = None) -> Organization:
    """Create an organization with the user (the caller, where not given) as its first admin."""
    async with transaction(access) as tx:
        organization = await _insert(name)
        inside = access.within(organization_id=organization.id)
        tx.emit(OrganizationCreated(organization_id=organization.id, title=name), access=inside)
        await join(tx, inside, user_id or access.user_id, Role.ADMIN)
    return organization


async def _insert(name: str) -> Organization:
    slug = slug_of(name, "organization")
    for candidate in (slug, another(slug), another(slug), another(slug)):
        row_id = uuid7()
        if await _FOUND.one(id=row_id, now=clock.now(), name=name, slug=candidate):
            return await Organization.get(id=row_id)
    raise Unavailable("no free slug was found: try again")


async def join(tx: Transaction, inside: Access, user_id: UUID, role: Role) -> Membership:
    """Make the user a member of the organization that `inside` is for."""
    membership = await Membership.create(organization_id=inside.organization, user_id=user_id, role=role)
    tx.emit(MemberJoined(member_id=membership.id, user_id=user_id, role=role.value), access=inside)
    return membership


async def count_projects(organization_id: UUID, change: int) -> None:
    """Note that an organization has so many projects more (or less)."""
    await _COUNT_PROJECTS.run(organization_id=organization_id, change=change)


async def lock_organization(access: Access) -> Organization:
    """The organization of this place, so that changes to who belongs to it queue until the commit."""
    # Only the row's key stays free: whatever refers to it (projects, …) goes on being written meanwhile.
    rows = Organization.select_for_update(no_key=True).filter(id=access.organization, deleted_at=None)
    organization = await rows.first()
    if organization is None:
        raise NotFound
    return organization
