"""A client of live events, as a browser would be one: `async with following(client, token) as live`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import websockets

from openfactory.testing.harness import Client

PATIENCE = 10.0  # seconds for an answer


class Live:
    """A connection to `/api/ws` that speaks JSON. What it hears is kept in the order it came."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket

    async def say(self, **message: Any) -> None:
        """Send a message."""
        await self.socket.send(json.dumps(message))

    async def hear(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The next message."""
        message: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), seconds))
        return message

    async def ask(self, **message: Any) -> dict[str, Any]:
        """Send a message, and give the next one that comes."""
        await self.say(**message)
        return await self.hear()

    async def follow(self, channel: str, after: int | None = None) -> int:
        """Subscribe; the cursor from which on its events come."""
        more = {} if after is None else {"after": after}
        reply = await self.ask(type="subscribe", channel=channel, **more)
        assert reply["type"] == "subscribed", reply
        assert reply["channel"] == channel
        cursor: int = reply["cursor"]
        return cursor

    async def events(self, count: int) -> list[dict[str, Any]]:
        """The next events; anything else in between fails."""
        heard = [await self.hear() for _ in range(count)]
        assert {message["type"] for message in heard} <= {"event"}, heard
        return heard

    async def ended(self, seconds: float = PATIENCE) -> int:
        """The code that the server closes with (1006: it cuts off); messages before it are passed over."""
        with suppress(websockets.ConnectionClosed):
            async with asyncio.timeout(seconds):
                while True:
                    await self.socket.recv()
        code = self.socket.close_code
        assert code is not None
        return code


@asynccontextmanager
async def following(client: Client, token: str, **options: Any) -> AsyncIterator[Live]:
    """Connect with a session token or an API key."""
    headers = {"authorization": f"Bearer {token}"}
    async with client.websocket("/api/ws", additional_headers=headers, **options) as socket:
        yield Live(socket)
