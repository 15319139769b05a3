"""Waiting out a database that is away: with growing pauses, told once, and not by crashing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from openfactory.core.db import failures
from openfactory.core.logs import get_logger

log = get_logger(__name__)
T = TypeVar("T")
FIRST, FACTOR, LONGEST = 0.5, 2.0, 15.0  # seconds


async def patiently(work: Callable[[], Awaitable[T]], *, what: str) -> T:
    """What `work` gives, tried again for as long as the database cannot be used."""
    pause = FIRST
    while True:
        try:
            return await work()
        except Exception as error:
            if not (failures.is_unavailable(error) or failures.is_busy(error)):
                raise
            if pause == FIRST:
                log.warning("the database is away: waiting for it", waiting=what, reason=str(error))
        await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311
        pause = min(pause * FACTOR, LONGEST)


async def forever(work: Callable[[], Awaitable[None]], *, what: str, until: asyncio.Event | None = None) -> None:
    """Do `work`, which sleeps itself, again and again until cancelled or told; what fails is told, and tried again."""
    while until is None or not until.is_set():
        try:
            await patiently(work, what=what)
        except Exception:
            log.exception("a worker's round failed: it is tried again", work=what)
            await asyncio.sleep(LONGEST)
