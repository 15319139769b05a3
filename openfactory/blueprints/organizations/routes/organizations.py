"""Organizations themselves over HTTP."""

from __future__ import annotations

import msgspec

from openfactory.blueprints.organizations.schemas.organizations import (
    ChangeOrganization,
    CreateOrganization,
    OrganizationList,
    OrganizationOut,
)
from openfactory.blueprints.organizations.schemas.pages import LongPage
from openfactory.blueprints.organizations.service import organizations
from openfactory.core.access import SIGNED_IN, Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.accounts.models import Organization
from openfactory.shared.accounts.organizations import found_organization

routes = Routes()


@routes.get("/")
@endpoint(needs=SIGNED_IN, query=LongPage, reply=OrganizationList, trusted=True)
async def list_organizations(access: Access, query: LongPage) -> bytes:
    """List the organizations that the caller belongs to."""
    rows, following = await organizations.list_organizations(access, query)
    return msgspec.json.encode({"organizations": rows, "nextCursor": following})


@routes.post("/")
@endpoint(needs=SIGNED_IN, body=CreateOrganization, reply=OrganizationOut, status=201, versioned=True)
async def create_organization(access: Access, body: CreateOrganization) -> Organization:
    """Found an organization; the caller is its first admin."""
    return await found_organization(access, body.name)


@routes.get("/<org_id:uuid>")
@endpoint(needs="organizations.read", reply=OrganizationOut, versioned=True)
async def read_organization(access: Access) -> Organization:
    """Give an organization."""
    return await organizations.read_organization(access)


@routes.patch("/<org_id:uuid>")
@endpoint(needs="organizations.manage", body=ChangeOrganization, reply=OrganizationOut, versioned=True)
async def change_organization(access: Access, body: ChangeOrganization) -> Organization:
    """Change an organization's name, logo or settings."""
    return await organizations.change_organization(access, body)


@routes.delete("/<org_id:uuid>")
@endpoint(needs="organizations.manage")
async def delete_organization(access: Access) -> None:
    """Delete an organization with all its projects."""
    await organizations.delete_organization(access)
