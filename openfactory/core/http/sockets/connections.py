"""The open websockets and event streams of a worker: whether one more may be, heartbeats, and the end of all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol
from uuid import UUID

from prometheus_client import Gauge

from openfactory.core.errors import TooMany
from openfactory.core.http.sockets.codes import CloseCode
from openfactory.core.http.sockets.tally import Tally
from openfactory.core.wheel import Wheel

OPEN = Gauge("openfactory_connections", "Open websockets and event streams", ["kind"], multiprocess_mode="livesum")
GOODBYE_SECONDS = 3.0  # for clients to say goodbye; one that is dead would take the time of the others' requests
RETRY_AFTER = 10  # seconds
OPENING_SECONDS = 60.0  # after which a connection that was admitted, and has not opened, counts no more


class Peer(Protocol):
    """A connection that stays open."""

    def beat(self) -> None:
        """Ask whether the client is still there."""

    def close(self, code: int, reason: str) -> None:
        """Tell it to go."""

    def abort(self) -> None:
        """Hang up."""


class TooManyConnections(TooMany):
    """The user has as many connections as one may have."""

    code, title = "request.too_many_connections", "Too many open connections"


class Seat:
    """A place for one connection, which counts from the moment it is given until `leave`."""

    def __init__(self, tally: Tally, user_id: UUID | None) -> None:
        self._tally, self._user_id = tally, user_id
        self._timer = asyncio.get_running_loop().call_later(OPENING_SECONDS, self.leave)

    def keep(self) -> None:
        """The connection is open."""
        self._timer.cancel()

    def leave(self) -> None:
        """It has ended, or never opened."""
        self._timer.cancel()
        if self._user_id is not None:
            self._tally.give_back(self._user_id)
            self._user_id = None


class Connections:
    """Every peer is asked for a sign of life once in `heartbeat` seconds, by one task for all of them."""

    def __init__(self, tally: Tally, *, most_per_user: int, heartbeat: float) -> None:
        self._tally, self._most, self._heartbeat = tally, most_per_user, heartbeat
        self._wheel: Wheel[Peer] = Wheel(round(heartbeat))
        self._seats: dict[Peer, tuple[str, Seat]] = {}

    def __len__(self) -> int:
        return len(self._wheel)

    async def admit(self, user_id: UUID | None) -> Seat:
        """A place for one more, or a refusal (429); `add` is to follow, or the place is to be left."""
        if user_id is not None and not await self._tally.take(user_id):
            raise TooManyConnections(f"one user may have {self._most}", retry_after=RETRY_AFTER)
        return Seat(self._tally, user_id)

    def add(self, peer: Peer, kind: str, seat: Seat) -> None:
        """A connection has opened; `discard` is to follow when it ends."""
        seat.keep()
        self._wheel.add(peer)
        self._seats[peer] = kind, seat
        OPEN.labels(kind).inc()

    def discard(self, peer: Peer) -> None:
        """A connection has ended."""
        self._wheel.discard(peer)
        kind, seat = self._seats.pop(peer, ("", None))
        if seat is not None:
            OPEN.labels(kind).dec()
            seat.leave()

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Send heartbeats, and count with the other workers, while the block lasts."""
        async with self._tally.running():
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
