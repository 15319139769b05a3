"""Keeping what a work order is found by: in lists by its title, in the project's search by its texts too."""

from __future__ import annotations

from openfactory.blueprints.planner.models import Texts, Word, WorkOrder
from openfactory.blueprints.planner.subjects import named, plain
from openfactory.blueprints.planner.words import words_to_keep
from openfactory.core.access import Access
from openfactory.shared.search import service as search


async def keep_words(order: WorkOrder) -> None:
    """Let lists find it by its present title, its key and its number."""
    words = words_to_keep(order.title, order.number)
    await Word.bulk_create([Word(project_id=order.project_id, work_order_id=order.id, word=word) for word in words])


async def forget_words(order: WorkOrder) -> None:
    """Let lists not find it any more."""
    await Word.filter(work_order_id=order.id).delete()


async def put_entry(access: Access, order: WorkOrder, texts: Texts | None) -> None:
    """Let the project's search find it as it is now."""
    await search.put(access, "work_order", order.id, named(order), plain(texts))


async def forget_entry(access: Access, order: WorkOrder) -> None:
    """Let the project's search not find it any more."""
    await search.forget(access, "work_order", [order.id])
