"""The open websockets and event streams of a worker: how many each user has, heartbeats, and the end of all."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol
from uuid import UUID

from prometheus_client import Gauge

from openfactory.core.errors import TooMany
from openfactory.core.http.sockets.codes import CloseCode
from openfactory.core.wheel import Wheel

OPEN = Gauge("openfactory_connections", "Open websockets and event streams", ["kind"], multiprocess_mode="livesum")
GOODBYE_SECONDS = 3.0  # for clients to say goodbye; one that is dead would take the time of the others' requests
RETRY_AFTER = 10  # seconds


class Peer(Protocol):
    """A connection that stays open."""

    def beat(self) -> None:
        """Ask whether the client is still there."""

    def close(self, code: int, reason: str) -> None:
        """Tell it to go."""

    def abort(self) -> None:
        """Hang up."""


class TooManyConnections(TooMany):
    """The user has as many connections on this worker as one may have."""

    code, title = "request.too_many_connections", "Too many open connections"


class Connections:
    """Every peer is asked for a sign of life once in `heartbeat` seconds, by one task for all of them."""

    def __init__(self, *, most_per_user: int, heartbeat: float) -> None:
        self._most, self._heartbeat = most_per_user, heartbeat
        self._wheel: Wheel[Peer] = Wheel(round(heartbeat))
        self._users: Counter[UUID] = Counter()
        self._kinds: dict[Peer, tuple[str, UUID | None]] = {}

    def __len__(self) -> int:
        return len(self._wheel)

    def admit(self, user_id: UUID | None) -> None:
        """Refuse (429) one connection too many; `add` is to follow without an await."""
        if user_id is not None and self._users[user_id] >= self._most:
            raise TooManyConnections(f"one user may have {self._most} on each worker", retry_after=RETRY_AFTER)

    def add(self, peer: Peer, kind: str, user_id: UUID | None) -> None:
        """Count a connection; `discard` is to follow when it ends."""
        self._wheel.add(peer)
        self._kinds[peer] = kind, user_id
        OPEN.labels(kind).inc()
        if user_id is not None:
            self._users[user_id] += 1

    def discard(self, peer: Peer) -> None:
        """A connection has ended."""
        self._wheel.discard(peer)
        kind, user_id = self._kinds.pop(peer, ("", None))
        if kind:
            OPEN.labels(kind).dec()
        if user_id is not None:
            self._users[user_id] -= 1
            if not self._users[user_id]:
                del self._users[user_id]

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Send heartbeats while the block lasts."""
        task = asyncio.create_task(self._beat(), name="heartbeats")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _beat(self) -> None:
        slots = max(1, round(self._heartbeat))
        while True:
            await asyncio.sleep(self._heartbeat / slots)
            for peer in self._wheel.turn():
                peer.beat()

    async def leave(self) -> None:
        """Ask all clients to come back elsewhere, give them a moment to say goodbye, and hang up."""
        for peer in self._wheel.all():
            peer.close(CloseCode.RESTART, "restarting")
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                while len(self._wheel):  # noqa: ASYNC110  (thousands of them: none has an event of its own)
                    await asyncio.sleep(0.02)
        for peer in self._wheel.all():
            peer.abort()
