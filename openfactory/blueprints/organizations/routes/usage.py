"""Usage over HTTP."""

from __future__ import annotations

from openfactory.blueprints.organizations.schemas.usage import UsageOut, UsageQuery
from openfactory.blueprints.organizations.service import usage
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes

routes = Routes("/<org_id:uuid>/usage")


@routes.get("/")
@endpoint(needs="organizations.audit", query=UsageQuery, reply=UsageOut)
async def read_usage(access: Access, query: UsageQuery) -> UsageOut:
    """Give requests, agent tokens by model, stored bytes and jobs. The last ten seconds may be missing."""
    return await usage.read_usage(access, query.since)
