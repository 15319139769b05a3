"""Work that nobody waits for, kept until it is done: an unreferenced asyncio task may be collected midway."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from openfactory.core.logs import get_logger

log = get_logger(__name__)
_tasks: set[asyncio.Task[None]] = set()


def start(work: Coroutine[Any, Any, None]) -> None:
    """Run `work`; a failure is logged."""
    task = asyncio.get_running_loop().create_task(_guarded(work))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("background work failed")


async def drain(seconds: float = 10.0) -> None:
    """Wait for what is under way, so that a stopping process drops as little as it can."""
    if _tasks:
        await asyncio.wait(set(_tasks), timeout=seconds)
