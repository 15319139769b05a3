"""Who belongs to an organization, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openfactory.blueprints.organizations.errors import LastAdmin
from openfactory.blueprints.organizations.events import MemberLeft, MemberRoleChanged
from openfactory.blueprints.organizations.schemas.pages import LongPage
from openfactory.blueprints.organizations.service import keyset
from openfactory.blueprints.organizations.service.api_keys import revoke_all
from openfactory.core.access import Access, Role
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.shared.accounts.models import Membership, User
from openfactory.shared.accounts.organizations import lock_organization

_LIST = Query(
    "organizations.members",
    'SELECT m.id, u.id AS "userId", u.email, u.name, u.avatar_url AS "avatarUrl", m.role, '
    '@time(m.created_at) AS "joinedAt" '
    "FROM accounts_memberships m JOIN accounts_users u ON u.id = m.user_id "
    "WHERE m.organization_id = :organization_id AND m.id > :after ORDER BY m.id LIMIT :most",
)


@dataclass(frozen=True)
class Member:
    """A membership together with its user."""

    id: UUID
    user_id: UUID
    email: str
    name: str
    avatar_url: str | None
    role: Role
    joined_at: datetime
    version: int


async def list_members(access: Access, page: LongPage) -> keyset.Cut:
    """The members, in the order of their joining."""
    rows = await _LIST.rows(organization_id=access.organization, **keyset.after(page))
    return keyset.cut_by_id(rows, page)


async def change_role(access: Access, member_id: UUID, role: Role) -> Member:
    """Give a member another role. There is always an admin left."""
    async with transaction(access) as tx:
        await lock_organization(access)
        membership = await Membership.require_current(access, member_id)
        old = membership.role
        if role is not old:
            await _keep_an_admin(access, membership)
            membership.role = role
            await membership.save(update_fields=["role"])
            tx.emit(
                MemberRoleChanged(
                    member_id=membership.id,
                    user_id=membership.user_id,
                    role=role.value,
                    changes={"role": {"old": old.value, "new": role.value}},
                )
            )
        user = await User.get(id=membership.user_id)
    return Member(
        id=membership.id,
        user_id=user.id,
        email=user.email,
        name=user.name,
        avatar_url=user.avatar_url,
        role=membership.role,
        joined_at=membership.created_at,
        version=membership.version,
    )


async def remove_member(access: Access, member_id: UUID) -> None:
    """End a membership: admins anybody's, everybody their own. The user's API keys here end with it."""
    async with transaction(access) as tx:
        await lock_organization(access)
        membership = await Membership.require_current(access, member_id)
        if membership.user_id != access.caller.user_id:
            access.demand("organizations.manage")
        await _keep_an_admin(access, membership)
        await membership.delete()
        await revoke_all(tx, created_by_id=membership.user_id)
        tx.emit(MemberLeft(member_id=membership.id, user_id=membership.user_id))


async def _keep_an_admin(access: Access, membership: Membership) -> None:
    """Call with the organization locked: two admins who step down at once would each see the other stay."""
    if membership.role is not Role.ADMIN:
        return
    others = Membership.visible_to(access).filter(role=Role.ADMIN).exclude(id=membership.id)
    if not await others.exists():
        raise LastAdmin
