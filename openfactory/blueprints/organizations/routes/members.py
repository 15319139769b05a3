"""Members over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.blueprints.organizations.errors import LastAdmin
from openfactory.blueprints.organizations.schemas.members import ChangeMember, MemberList, MemberOut
from openfactory.blueprints.organizations.schemas.pages import LongPage
from openfactory.blueprints.organizations.service import members
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes

routes = Routes("/<org_id:uuid>/members")


@routes.get("/")
@endpoint(needs="organizations.read", query=LongPage, reply=MemberList, trusted=True)
async def list_members(access: Access, query: LongPage) -> bytes:
    """List the members."""
    rows, following = await members.list_members(access, query)
    return msgspec.json.encode({"members": rows, "nextCursor": following})


@routes.patch("/<member_id:uuid>")
@endpoint(needs="organizations.manage", body=ChangeMember, reply=MemberOut, versioned=True, errors=(LastAdmin,))
async def change_role(access: Access, member_id: UUID, body: ChangeMember) -> members.Member:
    """Give a member another role."""
    return await members.change_role(access, member_id, body.role)


@routes.delete("/<member_id:uuid>")
@endpoint(needs="organizations.leave", errors=(LastAdmin,))
async def remove_member(access: Access, member_id: UUID) -> None:
    """Remove a member, or leave.

    Admins may remove anybody, and every member themselves. The user's API keys in the organization end.
    """
    await members.remove_member(access, member_id)
