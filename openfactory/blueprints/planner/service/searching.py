"""Keeping the words that a work order is found by."""

from __future__ import annotations

from openfactory.blueprints.planner.models import Word, WorkOrder
from openfactory.blueprints.planner.words import words_to_keep


async def keep_words(order: WorkOrder) -> None:
    """Let it be found by its present title, its key and its number."""
    words = words_to_keep(order.title, order.number)
    await Word.bulk_create([Word(project_id=order.project_id, work_order_id=order.id, word=word) for word in words])


async def forget_words(order: WorkOrder) -> None:
    """Let it not be found any more."""
    await Word.filter(work_order_id=order.id).delete()
