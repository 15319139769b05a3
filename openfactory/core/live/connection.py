"""One client on `/api/ws`: its subscriptions, its messages one after the other."""

from __future__ import annotations

import asyncio
from functools import partial

from openfactory.core.errors import Refusal
from openfactory.core.events.entry import Entry
from openfactory.core.http import problems
from openfactory.core.http.sockets.codes import code_of
from openfactory.core.http.sockets.inbox import Message
from openfactory.core.http.sockets.socket import Socket
from openfactory.core.live import messages
from openfactory.core.live.live import Caller, Channel, Live
from openfactory.core.logs import get_logger

log = get_logger(__name__)


class Connection:
    """Reads what the client asks for, in a task only while there is something to read."""

    __slots__ = ("_caller", "_channels", "_live", "_socket", "_task")

    def __init__(self, live: Live, socket: Socket, caller: Caller) -> None:
        self._live, self._socket, self._caller = live, socket, caller
        self._channels: dict[str, Channel] = {}
        self._task: asyncio.Task[None] | None = None
        socket.keep(on_message=self._arrived, on_room=self._go_on, on_close=self._end)

    def _arrived(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._read())

    async def _read(self) -> None:
        try:
            while self._socket.open:
                await self._obey(self._socket.take())
        except IndexError:
            return
        except Exception:
            log.exception("a live connection failed")
            self._socket.close(1011)
        finally:
            self._task = None

    async def _obey(self, message: Message) -> None:
        channel = ""
        try:
            match messages.read(message):
                case messages.Ping():
                    self._socket.send_frame(messages.PONG)
                case messages.Subscribe(channel, after):
                    await self._subscribe(channel, after)
                case messages.Unsubscribe(channel):
                    self._unsubscribe(channel)
        except Exception as error:
            refusal = problems.translate(error)
            if refusal is None:
                raise
            self._socket.send_frame(messages.error(refusal, channel))

    async def _subscribe(self, name: str, after: int | None) -> None:
        """Follow a channel; one that is followed already begins anew."""
        kind, channel_id = self._live.channels.parse(name)
        self._unsubscribe(name)
        most = self._live.settings.subscriptions
        if len(self._channels) >= most:
            raise messages.TooManySubscriptions(f"one connection may follow {most}")
        channel = await self._live.follow(
            self._caller,
            kind,
            channel_id,
            after,
            begins=partial(self._begin, name),
            deliver=partial(self._deliver, name),
            ended=self._ended,
        )
        if self._socket.open:
            self._channels[name] = channel
        else:
            channel.close()

    def _begin(self, name: str, cursor: int, resync: bool) -> None:
        if resync:
            self._socket.send_frame(messages.resync(name))
        self._socket.send_frame(messages.subscribed(name, cursor))

    def _deliver(self, name: str, entry: Entry) -> bool:
        return self._socket.send_frame(messages.event(name, entry)) and not self._socket.full

    def _unsubscribe(self, name: str) -> None:
        channel = self._channels.pop(name, None)
        if channel is not None:
            channel.close()

    def _ended(self, refusal: Refusal) -> None:
        """A right is gone, and the client has to look anew at what it may see."""
        self._socket.close(code_of(refusal.status), str(refusal))

    def _go_on(self) -> None:
        for channel in self._channels.values():
            channel.follower.go_on()

    def _end(self) -> None:
        if self._task is not None:
            self._task.cancel()
        for channel in self._channels.values():
            channel.close()
        self._channels.clear()
