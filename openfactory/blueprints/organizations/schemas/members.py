"""Members and invitations."""

from __future__ import annotations

from uuid import UUID

from openfactory.core.access import Role
from openfactory.core.http.schemas import In, Moment, Out
from openfactory.shared.accounts.addresses import Email


class InviteMember(In):
    """Whom to invite, and as what."""

    email: Email
    role: Role = Role.MEMBER


class ChangeMember(In):
    """The role a member is to have."""

    role: Role


class PersonOut(Out):
    """A user in short."""

    id: UUID
    name: str


class MemberOut(Out):
    """A member; `id` is the membership's, `userId` the user's."""

    id: UUID
    user_id: UUID
    email: str
    name: str
    avatar_url: str | None
    role: Role
    joined_at: Moment


class MemberList(Out):
    """Members, the oldest first."""

    members: list[MemberOut]
    next_cursor: str | None


class InvitationOut(Out):
    """An invitation that was mailed."""

    id: UUID
    email: str
    role: Role
    invited_at: Moment
    expires_at: Moment


class ListedInvitation(InvitationOut):
    """A pending invitation and who sent it."""

    invited_by: PersonOut | None


class InvitationList(Out):
    """Pending invitations, the oldest first."""

    invitations: list[ListedInvitation]
    next_cursor: str | None


class OrganizationRef(Out):
    """An organization in short."""

    id: UUID
    name: str
    slug: str


class AcceptedInvitation(Out):
    """Where the caller is a member now, and as what."""

    organization: OrganizationRef
    member_id: UUID
    role: Role
