"""Work that nobody waits for, kept until it is done: an unreferenced asyncio task may be collected midway.

What must happen even if the process dies is a job (`core.jobs`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any

from openfactory.core.logs import current_fields, get_logger

log = get_logger(__name__)
_tasks: set[asyncio.Task[None]] = set()


def start(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` in a context of its own; a failure is logged with the fields of the caller's entries.

    A task inherits its maker's context variables, and with them an open transaction: `work` would become a part
    of it, and go on writing after its commit.
    """
    guarded = _guarded(work, current_fields())
    task = asyncio.get_running_loop().create_task(guarded, context=Context())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _guarded(work: Coroutine[Any, Any, None], fields: dict[str, Any]) -> None:
    try:
        await work
    except Exception:
        log.exception("background work failed", **fields)


async def drain(seconds: float = 10.0) -> None:
    """Wait for what is under way, so that a stopping process drops as little as it can."""
    if _tasks:
        await asyncio.wait(set(_tasks), timeout=seconds)
