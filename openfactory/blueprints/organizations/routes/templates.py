"""Templates over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.blueprints.organizations.errors import DefaultNeeded
from openfactory.blueprints.organizations.models import Template
from openfactory.blueprints.organizations.schemas.templates import (
    ChangeTemplate,
    CreateTemplate,
    TemplateList,
    TemplateOut,
    TemplateQuery,
)
from openfactory.blueprints.organizations.service import templates
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes

routes = Routes("/<org_id:uuid>/templates")


@routes.get("/")
@endpoint(needs="organizations.read", query=TemplateQuery, reply=TemplateList, trusted=True)
async def list_templates(access: Access, query: TemplateQuery) -> bytes:
    """List the templates, without their content."""
    rows, following = await templates.list_templates(access, query)
    return msgspec.json.encode({"templates": rows, "nextCursor": following})


@routes.post("/")
@endpoint(needs="organizations.manage_templates", body=CreateTemplate, reply=TemplateOut, status=201, versioned=True)
async def create_template(access: Access, body: CreateTemplate) -> Template:
    """Make a template. The first of its type is the default."""
    return await templates.create_template(access, body)


@routes.get("/<template_id:uuid>")
@endpoint(needs="organizations.read", reply=TemplateOut, versioned=True)
async def read_template(access: Access, template_id: UUID) -> Template:
    """Give a template with its content."""
    return await templates.read_template(access, template_id)


@routes.patch("/<template_id:uuid>")
@endpoint(
    needs="organizations.manage_templates",
    body=ChangeTemplate,
    reply=TemplateOut,
    versioned=True,
    errors=(DefaultNeeded,),
)
async def change_template(access: Access, template_id: UUID, body: ChangeTemplate) -> Template:
    """Change a template, or make it the default of its type: no other one is then."""
    return await templates.change_template(access, template_id, body)


@routes.delete("/<template_id:uuid>")
@endpoint(needs="organizations.manage_templates")
async def delete_template(access: Access, template_id: UUID) -> None:
    """Delete a template. Where it was the default, the oldest other one of its type is that now."""
    await templates.delete_template(access, template_id)
