"""Listing, changing and deleting organizations. Founding one is `openfactory.shared.accounts`'."""

from __future__ import annotations

from openfactory.blueprints.organizations.events import OrganizationChanged, OrganizationDeleted
from openfactory.blueprints.organizations.models import Invitation
from openfactory.blueprints.organizations.schemas.organizations import ChangeOrganization
from openfactory.blueprints.organizations.schemas.pages import LongPage
from openfactory.blueprints.organizations.service import keyset
from openfactory.blueprints.organizations.service.api_keys import revoke_all
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.changes import apply_changes
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.shared.accounts.models import Organization
from openfactory.shared.accounts.organizations import lock_organization

_LIST = Query(
    "organizations.list",
    'SELECT o.id, o.name, o.slug, o.logo_url AS "logoUrl", m.role, '
    '(SELECT COUNT(*) FROM accounts_memberships c WHERE c.organization_id = o.id) AS "memberCount", '
    'o.project_count AS "projectCount", m.id AS membership_id '
    "FROM accounts_memberships m "
    "JOIN accounts_organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL "
    "WHERE m.user_id = :user_id AND m.id > :after ORDER BY m.id LIMIT :most",
)


async def list_organizations(access: Access, page: LongPage) -> keyset.Cut:
    """The caller's organizations, in the order of their joining."""
    rows = await _LIST.rows(user_id=access.user_id, **keyset.after(page))
    found, following = keyset.cut_by_id(rows, page, "membership_id")
    for row in found:
        del row["membership_id"]
    return found, following


async def read_organization(access: Access) -> Organization:
    """The organization of this place."""
    return await Organization.get(id=access.organization)


async def change_organization(access: Access, wanted: ChangeOrganization) -> Organization:
    """Change name, logo or settings."""
    async with transaction(access) as tx:
        organization = await lock_organization(access)
        organization.expect(access)
        changes = apply_changes(organization, wanted, clearable={"logo_url"})
        if changes:
            await organization.save(update_fields=["name", "logo_url", "settings"])
            tx.emit(OrganizationChanged(organization_id=organization.id, changes=changes))
    return organization


async def delete_organization(access: Access) -> None:
    """Put the organization and all in it out of reach; its keys and invitations end."""
    async with transaction(access) as tx:
        organization = await lock_organization(access)
        organization.expect(access)
        organization.deleted_at = clock.now()
        await organization.save(update_fields=["deleted_at"])
        await Invitation.visible_to(access).delete()
        await revoke_all(tx)
        tx.emit(OrganizationDeleted(organization_id=organization.id))
