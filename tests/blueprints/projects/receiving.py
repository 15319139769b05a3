"""A receiver of webhooks on loopback: what it was sent, and what it answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Got:
    """One request; names of headers are in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> Any:
        return json.loads(self.body)

    def verified(self, secret: str) -> Any:
        """The body, if the library finds a signature by this secret; else its error."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """`answers` are given one after the other, and then 204; with `silent` nothing, until `released` is set."""

    port: int = 0
    requests: list[Got] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    silent: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    @property
    def types(self) -> list[str]:
        return [got.message["type"] for got in self.requests]

    def answer(self, status: int, *headers: str, body: str = "", times: int = 1) -> None:
        """Answer so, the next times."""
        lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {len(body.encode())}", *headers, "", body]
        self.answers += ["\r\n".join(lines)] * times

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                first, *lines = head.strip().split("\r\n")
                headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                self.requests.append(Got(first.split(" ")[1], headers, body))
                if self.silent:
                    await self.released.wait()
                    return
                writer.write((self.answers.pop(0) if self.answers else "HTTP/1.1 204 No Content\r\n\r\n").encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver()
    listener = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = listener.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        listener.close()
        await listener.wait_closed()
