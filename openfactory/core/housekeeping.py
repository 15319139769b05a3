"""Chores that keep tables small: every worker does them once in a while, in its own time.

They are single DELETE statements of what has expired, so it does no harm when two workers do one at once.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from openfactory.core.logs import get_logger

log = get_logger(__name__)
Chore = Callable[[], Awaitable[int]]  # how many rows it has deleted
EVERY = 1800.0  # seconds


@asynccontextmanager
async def keeping_house(chores: Sequence[Chore]) -> AsyncIterator[None]:
    """Do the chores every half hour while the block lasts, the first time at a random moment of it."""
    task = asyncio.create_task(_work(chores), name="housekeeping")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _work(chores: Sequence[Chore]) -> None:
    await asyncio.sleep(random.uniform(0, EVERY))  # noqa: S311  (workers must not all come at once)
    while True:
        await do(chores)
        await asyncio.sleep(EVERY)


async def do(chores: Sequence[Chore]) -> int:
    """Do each chore once; a failing one does not stop the others. How many rows were deleted."""
    deleted = 0
    for chore in chores:
        try:
            deleted += await chore()
        except Exception:
            log.warning("a chore failed: it is done again later", chore=chore.__qualname__, exc_info=True)
    return deleted
