"""Who is told that there is something to do.

Workers look at the database every `jobs.poll_seconds`. They are told sooner: in this process by an event, in others
by a message on the bus, which may be lost. It says nothing but that there is something: whoever hears it looks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # whoever commits needs no broker's library
    from openfactory.core.bus import Bus

CHANNEL = "jobs"
_sleepers: set[asyncio.Event] = set()
_buses: list[Bus] = []


async def enqueued() -> None:
    """A transaction that has queued jobs which are due is committed."""
    wake()
    for bus in _buses:
        bus.publish(CHANNEL, b"")


@contextmanager
def announcing(bus: Bus) -> Iterator[None]:
    """Say on the bus what this process queues while the block lasts."""
    _buses.append(bus)
    try:
        yield
    finally:
        _buses.remove(bus)


async def hear(bus: Bus) -> None:
    """Wake this process whenever another one has queued jobs, or may have while the bus was away."""
    async with bus.subscribe(CHANNEL, most=1) as messages:
        async for _ in messages:
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
