"""`EventStream`: an answer that goes on, as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from sanic.response import ResponseStream

from openfactory.core.http.request import ApiRequest

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # the latter for nginx
BEAT = b": still here\n\n"


def wants_events(request: ApiRequest) -> bool:
    """Whether the client asks for a stream rather than for a list."""
    return MEDIA_TYPE in (request.headers.getone("accept", None) or "")


def last_event_id(request: ApiRequest) -> int | None:
    """Where a client goes on that was here before; None of what is no cursor of ours."""
    text = request.headers.getone("last-event-id", None) or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None


class EventStream:
    """Writes without waiting; `on_room` is called when it is no longer `full`. It ends when it is closed."""

    def __init__(self, request: ApiRequest) -> None:
        self._protocol: Any = request.transport.get_protocol()
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting_before, self._moved = 0, False
        self.on_room: Callable[[], None] | None = None

    @property
    def full(self) -> bool:
        """Whether so much waits for the client that more should wait for `on_room`."""
        return not self._protocol.writable

    def send(self, block: bytes) -> bool:
        """Send finished lines; whether the stream was open."""
        transport = self._protocol.transport
        if self._done.done() or transport is None or transport.is_closing():
            return False
        transport.write(b"%x\r\n%b\r\n" % (len(block), block))  # a chunk (RFC 9112, section 7.1)
        self._protocol._time = time.monotonic()  # Sanic (25.12) cuts off what is silent for RESPONSE_TIMEOUT
        return True

    def beat(self) -> None:
        """Show that the server is there; a client that reads nothing from one beat to the next is cut off."""
        transport = self._protocol.transport
        if transport is None or transport.is_closing():
            return
        waiting = transport.get_write_buffer_size()
        if self.full and waiting >= self._waiting_before > 0 and not self._moved:
            self.abort()
        elif not self.full:
            self.send(BEAT)
        self._waiting_before, self._moved = waiting, False

    def room(self) -> None:
        """The client has read most of what waited."""
        self._moved = True
        if self.on_room is not None:
            self.on_room()

    def close(self, code: int = 1000, reason: str = "") -> None:
        """End the answer; the client comes back by itself."""
        if not self._done.done():
            self._done.set_result(None)

    def abort(self) -> None:
        """Hang up."""
        if self._protocol.transport is not None:
            self._protocol.transport.abort()

    async def last(self) -> None:
        """Until it is closed; cancelled where the client leaves."""
        self._protocol.peer = self
        try:
            await self._done
        finally:
            self._protocol.peer = None
            self.close()


def answer(serve: Callable[[ApiRequest], Any], request: ApiRequest) -> ResponseStream:
    """The response: its head goes out first, then `serve(request)` writes by an `EventStream`."""

    async def write(response: Any) -> None:
        await response.write(b": welcome\n\n")
        await serve(request)

    return ResponseStream(write, headers=dict(HEADERS), content_type=MEDIA_TYPE)


def block(data: bytes, *, event: str = "", event_id: int | None = None) -> bytes:
    """One event; `data` is JSON on one line."""
    head = (f"event: {event}\n" if event else "") + (f"id: {event_id}\n" if event_id is not None else "")
    return b"%bdata: %b\n\n" % (head.encode(), data)
