"""A work order's context: gathered with a handful of statements, and packed into a budget."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.context.items import Ranked, context_sources
from openfactory.blueprints.planner.context.packing import Pack, pack
from openfactory.blueprints.planner.service.context_documents import document_items, readable, visible_documents
from openfactory.blueprints.planner.service.context_items import (
    alert_items,
    comment_items,
    dependency_items,
    place_items,
    related_items,
    requirement_items,
    work_order_item,
)
from openfactory.blueprints.planner.service.context_queries import COMMENTS, CONNECTIONS, DEPENDENCIES, ORDER
from openfactory.blueprints.planner.words import words_of
from openfactory.core.access import Access
from openfactory.core.db.queries import as_uuid
from openfactory.core.errors import NotFound
from openfactory.core.subjects import visible_kinds
from openfactory.shared.documents.service.current import documents_named, requirements_named
from openfactory.shared.search.service import Hit, search

MOST_RELATED = 5
_NOT_RELATED = frozenset({"project", "feature", "work_order"})
_LONG_WORD = 4

Row = Mapping[str, Any]


async def read_context(access: Access, work_order_id: UUID, budget: int) -> Pack:
    """What somebody needs to do the work order, or 404. The same rows give the same bytes."""
    where = {"project_id": access.project, "work_order_id": work_order_id}
    order = await ORDER.one(**where)
    if order is None:
        raise NotFound
    visible = visible_kinds(access)
    connections = await CONNECTIONS.rows(**where)
    linked, too_large = readable(visible_documents(access, connections))
    documents = await documents_named(access, _ids(linked))
    named = _ids(row for row in connections if row["entity_type"] == "requirement" and "requirement" in visible)
    ranked: list[Ranked] = [
        work_order_item(order),
        *requirement_items(connections, await requirements_named(access, named)),
        *place_items(order),
        *dependency_items(await DEPENDENCIES.rows(**where)),
        *alert_items(connections, visible),
        *comment_items(await COMMENTS.rows(**where) if access.may("comments.read") else []),
        *related_items(await _related(access, order, visible), connections),
        *await _of_modules(access, work_order_id),
    ]
    # A long document takes a tenth of a second, and so does cutting it.
    return await asyncio.to_thread(_packed, order, ranked, linked, documents, too_large, budget)


def _packed(
    order: Row, ranked: list[Ranked], linked: Sequence[Row], documents: Sequence[Row], too_large: list[Any], budget: int
) -> Pack:
    head = f"# Context of WO-{order['number']}\n\n"
    packed = pack(head, [*ranked, *document_items(linked, documents)], budget)
    packed.cut += too_large
    return packed


async def _related(access: Access, order: Row, visible: Sequence[str]) -> list[Hit]:
    """What the search finds by the feature's name, else by the two longest words of the title."""
    long = sorted((word for word in words_of(order["title"]) if len(word) >= _LONG_WORD), key=len, reverse=True)
    asked = order["feature_name"] or " ".join(long[:2])
    kinds = [kind for kind in visible if kind not in _NOT_RELATED]
    return await search(access, asked, kinds, MOST_RELATED)


async def _of_modules(access: Access, work_order_id: UUID) -> list[Ranked]:
    found: list[Ranked] = []
    for source in context_sources():
        items = await source.function(access, work_order_id)
        found += [Ranked(source.rank, item, number) for number, item in enumerate(items)]
    return found


def _ids(rows: Iterable[Row]) -> list[UUID]:
    return [row_id for row in rows if (row_id := as_uuid(row["entity_id"])) is not None]
