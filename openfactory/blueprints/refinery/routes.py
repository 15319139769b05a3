"""The Refinery over HTTP, beside its documents."""

from __future__ import annotations

import msgspec

from openfactory.blueprints.refinery.kinds import REFINERY
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.documents.requirements import service
from openfactory.shared.documents.schemas.requirements import RequirementList, RequirementQuery

routes = Routes("/requirements")


@routes.get("/")
@endpoint(needs="refinery.read", query=RequirementQuery, reply=RequirementList, trusted=True)
async def list_requirements(access: Access, query: RequirementQuery) -> bytes:
    """List requirements with their acceptance criteria, as they are found in the documents, in the order of keys."""
    rows, following = await service.list_requirements(access, REFINERY, query)
    return msgspec.json.encode({"requirements": rows, "nextCursor": following})
