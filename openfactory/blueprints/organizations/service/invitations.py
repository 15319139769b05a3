"""Inviting people by mail, and accepting an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from openfactory.blueprints.organizations.errors import AlreadyMember, UnknownInvitation
from openfactory.blueprints.organizations.events import InvitationAccepted, InvitationRevoked, InvitationSent
from openfactory.blueprints.organizations.models import Invitation
from openfactory.blueprints.organizations.schemas.members import InviteMember
from openfactory.blueprints.organizations.schemas.pages import LongPage
from openfactory.blueprints.organizations.service import keyset
from openfactory.core import clock
from openfactory.core.access import Access, Role
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.mail import Mail, Post
from openfactory.core.security.tokens import new_token, token_digest
from openfactory.shared.accounts.models import Membership, Organization
from openfactory.shared.accounts.organizations import join, lock_organization

VALID_FOR = timedelta(days=7)
PURPOSE = "invitation"

_LIST = Query(
    "organizations.invitations",
    'SELECT i.id, i.email, i.role, @time(i.invited_at) AS "invitedAt", @time(i.expires_at) AS "expiresAt", '
    "u.id AS inviter_id, u.name AS inviter_name "
    "FROM organizations_invitations i LEFT JOIN accounts_users u ON u.id = i.invited_by_id "
    "WHERE i.organization_id = :organization_id AND i.expires_at > :now AND i.id > :after "
    "ORDER BY i.id LIMIT :most",
)


@dataclass(frozen=True)
class Accepted:
    """Where somebody is a member now, and as what."""

    organization: Organization
    member_id: UUID
    role: Role


async def list_invitations(access: Access, page: LongPage) -> keyset.Cut:
    """Invitations that can still be accepted."""
    rows = await _LIST.rows(organization_id=access.organization, now=clock.now(), **keyset.after(page))
    for row in rows:
        inviter, name = row.pop("inviter_id"), row.pop("inviter_name")
        row["invitedBy"] = {"id": inviter, "name": name} if inviter else None
    return keyset.cut_by_id(rows, page)


async def invite_member(access: Access, wanted: InviteMember, *, key: bytes, post: Post, public_url: str) -> Invitation:
    """Mail a link to join by. A second invitation of an address takes the place of the first one."""
    token, now = new_token(), clock.now()
    async with transaction(access) as tx:
        organization = await lock_organization(access)
        if await Membership.visible_to(access).filter(user__email=wanted.email).exists():
            raise AlreadyMember
        await Invitation.visible_to(access).filter(expires_at__lte=now).delete()
        invitation = await Invitation.visible_to(access).filter(email=wanted.email).first()
        invitation = invitation or Invitation(organization_id=organization.id, email=wanted.email)
        invitation.role = wanted.role
        invitation.token_digest = token_digest(key, token, PURPOSE).hex()
        invitation.invited_by_id = access.caller.user_id
        invitation.invited_at, invitation.expires_at = now, now + VALID_FOR
        await invitation.save()
        tx.emit(InvitationSent(invitation_id=invitation.id, email=wanted.email, role=wanted.role.value))
        await post.leave(tx, _mail(wanted.email, access.caller.name, organization.name, token, public_url))
    return invitation


async def revoke_invitation(access: Access, invitation_id: UUID) -> None:
    """Withdraw an invitation: its link is dead."""
    async with transaction(access) as tx:
        invitation = await Invitation.require_current(access, invitation_id)
        await invitation.delete()
        tx.emit(InvitationRevoked(invitation_id=invitation.id, email=invitation.email))


async def accept_invitation(access: Access, token: str, *, key: bytes) -> Accepted:
    """Make the caller a member, and use up the invitation. Who is a member already keeps their role."""
    digest = token_digest(key, token, PURPOSE).hex()
    found = Invitation.across_tenants("the token says whose it is").filter(
        token_digest=digest, expires_at__gt=clock.now()
    )
    async with transaction(access) as tx:
        invitation = await found.first()
        if invitation is None:
            raise UnknownInvitation
        inside = access.within(organization_id=invitation.organization_id)
        organization = await lock_organization(inside)
        # Of two uses at the same moment one deletes the row, and the other finds nothing to delete.
        if await found.delete() != 1:
            raise UnknownInvitation
        membership = await Membership.visible_to(inside).filter(user_id=access.user_id).first()
        if membership is None:
            membership = await join(tx, inside, access.user_id, invitation.role)
        accepted = InvitationAccepted(invitation_id=invitation.id, email=invitation.email, user_id=access.user_id)
        tx.emit(accepted, access=inside)
    return Accepted(organization, membership.id, membership.role)


def _mail(email: str, inviter: str, organization: str, token: str, public_url: str) -> Mail:
    # Names may hold signs that headers may not, such as the joiners of some emoji.
    subject = "".join(filter(str.isprintable, f"Join {organization} on openfactory"))
    return Mail(
        to=email,
        subject=subject,
        text=(
            f"{inviter} invites you to work with {organization} on openfactory.\n\n"
            f"Within {VALID_FOR.days} days this link lets you join, once:\n\n"
            f"{public_url}/invitations/{token}\n\n"
            "Without a browser, sign in and call:\n\n"
            f"POST {public_url}/api/organizations/invitations/{token}/accept\n\n"
            "If you do not know who this is, do nothing."
        ),
    )
