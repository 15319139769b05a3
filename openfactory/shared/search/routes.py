"""Searching over HTTP, below a module whose prefix is that of projects."""

from __future__ import annotations

from typing import Any

import msgspec

from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.search import service
from openfactory.shared.search.schemas import SearchQuery, SearchResults
from openfactory.shared.search.service import Hit

routes = Routes("/<project_id:uuid>/search")


@routes.get("/")
@endpoint(needs="projects.read", query=SearchQuery, reply=SearchResults, trusted=True)
async def search(access: Access, query: SearchQuery) -> bytes:
    """Search everything in the project that the caller may see, the best results first."""
    kinds = None if query.types is None else [kind.strip() for kind in query.types.split(",")]
    hits = await service.search(access, query.q, kinds, query.limit)
    return msgspec.json.encode({"results": [_result(hit) for hit in hits]})


def _result(hit: Hit) -> dict[str, Any]:
    return {
        "entityType": hit.kind,
        "entityId": hit.entity_id,
        "title": hit.title,
        "snippet": hit.snippet,
        "score": hit.score,
        "trust": hit.trust,
    }
