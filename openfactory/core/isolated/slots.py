"""How many isolated processes a worker runs at once, and how many callers wait for one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from openfactory.core.errors import Unavailable


class Slots:
    """At most `at_once` in use and `waiting` callers in a queue; whoever comes then gets `Unavailable`."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._at_once, self._most_waiting = at_once, waiting
        self._loop: asyncio.AbstractEventLoop | None = None
        self._free = asyncio.Semaphore(at_once)
        self._waiting = 0

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Hold a slot, first come, first served."""
        free = self._semaphore()
        if free.locked() and self._waiting >= self._most_waiting:
            raise Unavailable("too many files are being processed at this moment")
        self._waiting += 1
        try:
            await free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            free.release()

    def _semaphore(self) -> asyncio.Semaphore:
        # A semaphore belongs to the loop that it was waited for in; a worker has one loop, tests have many.
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self._free, self._waiting = loop, asyncio.Semaphore(self._at_once), 0
        return self._free
