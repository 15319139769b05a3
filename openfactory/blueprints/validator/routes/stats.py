"""Figures of feedback over HTTP."""

from __future__ import annotations

from typing import Any

from openfactory.blueprints.validator.schemas.feedback import StatsOut, StatsQuery
from openfactory.blueprints.validator.service import stats
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes

routes = Routes("/stats")


@routes.get("/")
@endpoint(needs="validator.read", query=StatsQuery, reply=StatsOut)
async def read_stats(access: Access, query: StatsQuery) -> dict[str, Any]:
    """Count feedback: by category, by status, by tag, by day."""
    return await stats.read_stats(access, query.since)
