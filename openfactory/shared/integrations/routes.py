"""Integrations over HTTP, below a module whose prefix is that of projects."""

from __future__ import annotations

from typing import Any

from openfactory.core.access import Access
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.core.limits import Limit
from openfactory.shared.archiving import Archived
from openfactory.shared.integrations import service
from openfactory.shared.integrations.models import Integration
from openfactory.shared.integrations.resources import resources
from openfactory.shared.integrations.schemas import Given, IntegrationOut, TestOut

TEST = Limit("integration-test", 30, 60, by="caller")

routes = Routes("/<project_id:uuid>/integrations")


@routes.get("/<kind:str>")
@endpoint(needs="integrations.manage", reply=IntegrationOut, versioned=True)
async def read_integration(access: Access, kind: str) -> Integration:
    """Read how the project is connected to a service (`slack`), without secrets; 404 where it is not."""
    return await service.read_integration(access, kind)


@routes.put("/<kind:str>")
@endpoint(needs="integrations.manage", body=Given, reply=IntegrationOut, versioned=True, errors=(Archived,))
async def set_integration(access: Access, kind: str, body: dict[str, Any], context: Context) -> Integration:
    """Connect the project to a service, in place of what was set before."""
    return await service.set_integration(access, kind, body, opened=resources(context))


@routes.delete("/<kind:str>")
@endpoint(needs="integrations.manage", errors=(Archived,))
async def remove_integration(access: Access, kind: str) -> None:
    """Disconnect the project from a service."""
    await service.remove_integration(access, kind)


@routes.post("/<kind:str>/test")
@endpoint(needs="integrations.manage", reply=TestOut, limits=[TEST], calls_out=True)
async def test_integration(access: Access, kind: str, context: Context) -> TestOut:
    """Use the integration once, as by posting to the channel, and say what came of it."""
    error = await service.test_integration(access, kind, opened=resources(context))
    return TestOut(delivered=error is None, error=error)
