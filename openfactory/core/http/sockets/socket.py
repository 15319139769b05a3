"""`Socket`: one open WebSocket, without a task or a timer of its own.

Sanic's (25.12) has three tasks a connection and one more for each chunk that comes; its `send` waits for ever for a
client that does not read, and its keepalive cannot notice. Here frames are parsed as bytes come in, and are given to
the transport without waiting: what waits there is bounded, and who exceeds the bound is cut off.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from openfactory.core.http.sockets.codes import CloseCode
from openfactory.core.http.sockets.inbox import Inbox, Message

if TYPE_CHECKING:
    from openfactory.core.http.protocol import Protocol

Tell = Callable[[], None]
MOST_UNREAD = 64  # messages that wait for the handler; then no more are read from the network
MOST_MESSAGES = 3000  # from a client between two heartbeats
MOST_WAITING = 1 << 20  # bytes that wait for a client to read, beyond what the kernel holds
CLOSE_SECONDS = 5.0  # for the client to say goodbye
PING = Frame(Opcode.PING, b"").serialize(mask=False)
quiet = logging.getLogger("openfactory.websockets")
quiet.setLevel(logging.WARNING)  # the library tells of every frame and every close


class SocketClosed(Exception):
    """There is nothing more to receive."""


def text_frame(text: bytes) -> bytes:
    """A text message in the wire's form, for any number of sockets."""
    return Frame(Opcode.TEXT, text).serialize(mask=False)


class Socket:
    """Sends without waiting; receives by `receive()`, by `async for`, or as `keep` says."""

    __slots__ = (
        "__weakref__",
        "_closing",
        "_heard",
        "_inbox",
        "_messages",
        "_on_close",
        "_on_message",
        "_on_room",
        "_paused",
        "_protocol",
        "_silent",
        "_waiting",
        "_waiting_before",
        "_wire",
        "kept",
        "on_end",
    )

    def __init__(self, protocol: Protocol, wire: ServerProtocol) -> None:
        self._protocol: Protocol | None = protocol
        self._wire, self._inbox = wire, Inbox()
        self._waiting: asyncio.Future[None] | None = None
        self._paused = self._closing = self.kept = False
        self._heard, self._silent, self._waiting_before, self._messages = True, 0, 0, 0
        self._on_message: Tell | None = None
        self._on_room: Tell | None = None
        self._on_close: Tell | None = None
        self.on_end: Tell | None = None  # for the kernel

    # What a handler calls.

    @property
    def open(self) -> bool:
        """Whether messages can be sent."""
        return self._wire.state is State.OPEN and self._transport is not None

    @property
    def full(self) -> bool:
        """Whether so much waits for the client that more should wait until there is room."""
        return self._protocol is not None and not self._protocol.writable

    def send(self, message: Message) -> bool:
        """Send a message; whether the socket was open. A client that lets too much wait is closed with 4408."""
        if isinstance(message, str):
            return self.send_frame(text_frame(message.encode()))
        return self.send_frame(Frame(Opcode.BINARY, message).serialize(mask=False))

    def send_frame(self, frame: bytes) -> bool:
        """Send a frame that is made already (`text_frame`)."""
        transport = self._transport
        if transport is None or self._wire.state is not State.OPEN:
            return False
        transport.write(frame)
        if transport.get_write_buffer_size() > MOST_WAITING:
            self.close(CloseCode.TOO_SLOW, "what was sent is not read")
        return True

    async def receive(self) -> Message:
        """The next message; SocketClosed where there will be none."""
        while not self._inbox:
            if self._protocol is None or self._wire.state is not State.OPEN:
                raise SocketClosed
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        return self.take()

    def take(self) -> Message:
        """The next message that has come; IndexError where there is none."""
        message = self._inbox.take()
        if self._paused and len(self._inbox) < MOST_UNREAD // 2 and (transport := self._transport) is not None:
            self._paused = False
            transport.resume_reading()
        return message

    def __aiter__(self) -> Socket:
        return self

    async def __anext__(self) -> Message:
        try:
            return await self.receive()
        except SocketClosed:
            raise StopAsyncIteration from None

    def keep(self, *, on_message: Tell, on_room: Tell, on_close: Tell) -> None:
        """Stay open after the handler has returned, without a task of its own.

        `on_message` is called when there is something to `take`, `on_room` when it is no longer `full`, and
        `on_close` once, at the end.
        """
        self.kept = True
        self._on_message, self._on_room, self._on_close = on_message, on_room, on_close
        if self._protocol is None:
            self._tell_end()
        elif self._inbox:
            on_message()

    def close(self, code: int = CloseCode.NORMAL, reason: str = "") -> None:
        """Say goodbye, and hang up when the client has answered or five seconds have passed."""
        if self._wire.state is not State.OPEN:
            return
        self._closing = True
        self._wire.send_close(code, reason.encode()[:120].decode(errors="ignore"))
        self._flush()
        self._wake()
        if (transport := self._transport) is not None:
            transport.resume_reading()  # its goodbye must be read
            asyncio.get_running_loop().call_later(CLOSE_SECONDS, self.abort)

    def abort(self) -> None:
        """Hang up at once."""
        if self._protocol is not None and self._protocol.transport is not None:
            self._protocol.transport.abort()

    def beat(self) -> None:
        """Ask whether the client is there; called at each heartbeat. Two without an answer are one too many."""
        transport = self._transport
        if transport is None or self._wire.state is not State.OPEN:
            return
        waiting = transport.get_write_buffer_size()
        stuck = self.full and waiting >= self._waiting_before > 0 and not self._heard
        self._silent = 0 if self._heard or self._paused else self._silent + 1
        self._waiting_before, self._heard, self._messages = waiting, False, 0
        if stuck or self._silent > 1:
            self.close(CloseCode.TOO_SLOW, "what was sent is not read" if stuck else "no answer to heartbeats")
        elif not self.full:
            transport.write(PING)

    # What the protocol calls.

    def data_received(self, data: bytes) -> None:
        """Parse what has come."""
        self._heard = True
        self._wire.receive_data(data)
        for frame in self._wire.events_received():
            if isinstance(frame, Frame) and frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                self._arrived(frame)
        self._flush()
        if self._wire.state is not State.OPEN:
            self._wake()

    def eof_received(self) -> bool:
        """The client has hung up."""
        self._wire.receive_eof()
        self._flush()
        self._wake()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        if self._wire.state is not State.CLOSED:
            self._wire.receive_eof()
            self._wire.state = State.CLOSED
        self._protocol = None
        self._wake()
        self._tell_end()

    def room(self) -> None:
        """The client has read most of what waited."""
        self._heard = True
        if self._on_room is not None:
            self._on_room()

    def end_connection(self, code: int = CloseCode.RESTART, reason: str = "") -> None:
        """Sanic's name for a close that nobody waits for."""
        self.close(CloseCode.RESTART, "restarting")

    def fail_connection(self, code: int = CloseCode.RESTART, reason: str = "") -> None:
        """Sanic's name for a hard end, when the time for a graceful one is over."""
        self.abort()

    @property
    def _transport(self) -> Any:
        transport: Any = self._protocol.transport if self._protocol is not None else None
        return None if transport is None or transport.is_closing() else transport

    def _arrived(self, frame: Frame) -> None:
        if self._closing:  # what came before the client's own goodbye still counts
            return
        try:
            whole = self._inbox.add(frame)
        except UnicodeDecodeError:
            self.close(CloseCode.INVALID_DATA, "a text message is UTF-8")
            return
        if not whole:
            return
        self._messages += 1
        if self._messages > MOST_MESSAGES:
            self.close(CloseCode.TOO_MANY, "too many messages")
            return
        if len(self._inbox) >= MOST_UNREAD and not self._paused and (transport := self._transport) is not None:
            self._paused = True
            transport.pause_reading()
        if self._on_message is not None:
            self._on_message()
        self._wake()

    def _flush(self) -> None:
        """Write what the wire has to say; an empty piece means to hang up."""
        for piece in self._wire.data_to_send():
            if (transport := self._transport) is None:
                return
            if not piece:
                transport.close()
                return
            transport.write(piece)
            if transport.get_write_buffer_size() > MOST_WAITING:  # it asks, and does not read the answers
                transport.abort()

    def _tell_end(self) -> None:
        """Tell all who have to know, once."""
        tells = self._on_close, self.on_end
        self._on_message = self._on_room = self._on_close = self.on_end = None
        for tell in tells:
            if tell is not None:
                tell()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
