"""Who is told that there is something to do.

Workers look at the database every second. This is the one place where they are told sooner: in this process by an
event; a message from other processes has only to call `wake()`, and is to be sent from `enqueued()`.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

_sleepers: set[asyncio.Event] = set()


async def enqueued() -> None:
    """A transaction that has queued jobs is committed."""
    wake()


def wake() -> None:
    """Let every loop of this process look now."""
    for sleeper in _sleepers:
        sleeper.set()


class Sleeper:
    """One loop's sleep, which `wake()` ends."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        _sleepers.add(self._event)

    def wake(self) -> None:
        """End this sleep alone."""
        self._event.set()

    async def sleep(self, seconds: float) -> None:
        """Sleep until then, or until it is woken; at once where it was woken since the last sleep."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        self._event.clear()

    def close(self) -> None:
        """Be woken no more."""
        _sleepers.discard(self._event)
