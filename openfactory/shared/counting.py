"""How much there is in a project: whoever makes and deletes things says so, the owner of projects keeps count."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

Count = Callable[[UUID, int], Awaitable[None]]
_counters: dict[str, Count] = {}


def register_counter(noun: str, count: Count) -> None:
    """Keep count of a noun: `count(project_id, change)` is called in the transaction of the change."""
    _counters[noun] = count


async def count(noun: str, project_id: UUID, change: int) -> None:
    """Say that a project has so many more (or less). Call it last: it may lock the project until the commit."""
    if noun in _counters:
        await _counters[noun](project_id, change)
