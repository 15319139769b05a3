"""`Bus`: publish and subscribe, in this process at once and through the broker everywhere else."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from openfactory.core.bus.link import Link
from openfactory.core.bus.subscription import Subscription

LARGEST = 16_384  # bytes of a message: larger things are stored, and the message says where
_NAME_BYTES = 8


class Bus:
    """What one process says to the others, and hears of them.

    Without a broker (`url` None) it reaches this process alone. `prefix` keeps installations apart that share a
    broker. The process's own messages are delivered at once, whether the broker is there or not.
    """

    def __init__(self, url: str | None, *, prefix: str = "openfactory") -> None:
        self._name = secrets.token_bytes(_NAME_BYTES)
        self._readers: dict[str, set[Subscription]] = {}
        self._link = Link(url, prefix=f"{prefix}:bus:", heard=self._hear, gap=self._gap) if url else None

    @property
    def connected(self) -> bool:
        """Whether other processes' messages come in."""
        return self._link is not None and self._link.up

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Bus]:
        """Keep the connections to the broker for the length of the block."""
        if self._link is None:
            yield self
            return
        async with self._link.running():
            yield self

    def publish(self, channel: str, message: bytes) -> None:
        """Send a message of at most `LARGEST` bytes to whoever listens. Never waits, and may lose it."""
        if len(message) > LARGEST:
            raise ValueError(f"a message on the bus has at most {LARGEST} bytes, not {len(message)}")
        self._deliver(channel, message)
        if self._link is not None:
            self._link.send(channel, self._name + message)

    def subscribe(self, channel: str, *, most: int = 1000) -> Subscription:
        """Listen to a channel; `most` messages wait for a slow reader."""
        subscription = Subscription(lambda leaving: self._leave(channel, leaving), most)
        self._readers.setdefault(channel, set()).add(subscription)
        if self._link is None or self._link.listen(channel):
            subscription.put_gap()
        return subscription

    def _leave(self, channel: str, subscription: Subscription) -> None:
        readers = self._readers.get(channel, set())
        readers.discard(subscription)
        if not readers and self._readers.pop(channel, None) is not None and self._link is not None:
            self._link.ignore(channel)

    def _hear(self, channel: str, message: bytes) -> None:
        """A message from the broker; the process's own come back from there as well."""
        if message[:_NAME_BYTES] != self._name:
            self._deliver(channel, message[_NAME_BYTES:])

    def _deliver(self, channel: str, message: bytes) -> None:
        for reader in self._readers.get(channel, ()):
            reader.put(message)

    def _gap(self, channel: str) -> None:
        for reader in self._readers.get(channel, ()):
            reader.put_gap()
