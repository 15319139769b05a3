"""A work order's context over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

import msgspec

from openfactory.blueprints.planner.context.packing import Pack
from openfactory.blueprints.planner.schemas.context import ContextOut, ContextQuery
from openfactory.blueprints.planner.service import context
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.replies import Reply
from openfactory.core.http.request import ApiRequest
from openfactory.core.http.routes import Routes

routes = Routes("/work-orders/<work_order_id:uuid>/context")
MARKDOWN = "text/markdown; charset=utf-8"


@routes.get("/")
@endpoint(
    needs="planner.read",
    query=ContextQuery,
    reply=ContextOut,
    trusted=True,
    vary=("Accept",),
    other_media_types=(MARKDOWN,),
)
async def read_work_order_context(
    access: Access, request: ApiRequest, work_order_id: UUID, query: ContextQuery
) -> Reply:
    """Give what a person or an agent needs to do a work order, within a budget of tokens.

    With `Accept: text/markdown` (or `format=markdown`) it is one text for a prompt.
    """
    packed = await context.read_context(access, work_order_id, query.budget)
    if (query.format or _accepted(request)) == "markdown":
        return Reply(packed.markdown.encode(), media_type=MARKDOWN)
    return Reply(msgspec.json.encode(_shaped(work_order_id, packed)))


def _accepted(request: ApiRequest) -> str:
    wanted = request.accept
    is_markdown = bool(wanted) and str(wanted.match("application/json", "text/markdown")) == "text/markdown"
    return "markdown" if is_markdown else "json"


def _shaped(work_order_id: UUID, packed: Pack) -> dict[str, Any]:
    return {
        "workOrderId": work_order_id,
        "budget": packed.budget,
        "tokens": packed.tokens,
        "items": [
            {
                "kind": one.item.kind,
                "id": one.item.id,
                "title": one.item.title,
                "rank": one.rank,
                "trust": one.item.trust,
                "tokens": one.tokens,
                "shortened": one.shortened,
                "markdown": one.markdown,
            }
            for one in packed.items
        ],
        "cut": [asdict(cut) for cut in packed.cut],
    }
