"""Invitations over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.blueprints.organizations.errors import AlreadyMember, UnknownInvitation
from openfactory.blueprints.organizations.limits import ACCEPT_INVITATION, INVITE, INVITED_ADDRESS
from openfactory.blueprints.organizations.models import Invitation
from openfactory.blueprints.organizations.resources import resources
from openfactory.blueprints.organizations.schemas.members import (
    AcceptedInvitation,
    InvitationList,
    InvitationOut,
    InviteMember,
)
from openfactory.blueprints.organizations.schemas.pages import LongPage
from openfactory.blueprints.organizations.service import invitations
from openfactory.core.access import SIGNED_IN, Access
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes

routes = Routes()


@routes.post("/<org_id:uuid>/members")
@endpoint(
    needs="organizations.manage",
    body=InviteMember,
    reply=InvitationOut,
    status=201,
    limits=[INVITE, INVITED_ADDRESS],
    errors=(AlreadyMember,),
)
async def invite_member(access: Access, body: InviteMember, context: Context) -> Invitation:
    """Invite somebody by mail.

    A second invitation of the same address takes the place of the first one, whose link is dead then.
    """
    own = resources(context)
    return await invitations.invite_member(access, body, key=own.key, post=own.post, public_url=own.public_url)


@routes.get("/<org_id:uuid>/invitations")
@endpoint(needs="organizations.manage", query=LongPage, reply=InvitationList, trusted=True)
async def list_invitations(access: Access, query: LongPage) -> bytes:
    """List the invitations that can still be accepted."""
    rows, following = await invitations.list_invitations(access, query)
    return msgspec.json.encode({"invitations": rows, "nextCursor": following})


@routes.delete("/<org_id:uuid>/invitations/<invitation_id:uuid>")
@endpoint(needs="organizations.manage")
async def revoke_invitation(access: Access, invitation_id: UUID) -> None:
    """Withdraw an invitation: its link is dead."""
    await invitations.revoke_invitation(access, invitation_id)


@routes.post("/invitations/<token:str>/accept")
@endpoint(needs=SIGNED_IN, reply=AcceptedInvitation, limits=[ACCEPT_INVITATION], errors=(UnknownInvitation,))
async def accept_invitation(access: Access, token: str, context: Context) -> invitations.Accepted:
    """Join the organization that the mailed token is for. A token works once, within seven days."""
    return await invitations.accept_invitation(access, token, key=resources(context).key)
