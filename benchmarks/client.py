"""The load where there is no wrk: `python client.py URL SECONDS CONNECTIONS TOKEN` prints how many answers came.

Each connection is kept alive and has one request under way. A process of its own, so that its CPU time counts
for nobody.
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import cast
from urllib.parse import urlsplit

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class Refused(Exception):
    """An answer that is not a 200 of known length."""


class Connection(asyncio.Protocol):
    """Sends the request again as soon as its answer is complete."""

    def __init__(self, request: bytes) -> None:
        self.request, self.answers, self.failure = request, 0, ""
        self.received, self.missing = b"", 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.request)

    def connection_lost(self, exc: Exception | None) -> None:
        self.failure = self.failure or "the server has closed a connection"

    def data_received(self, data: bytes) -> None:
        if self.missing == 0:
            self.received += data
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return
            self.missing = end + 4 + self._body_length(self.received[: end + 2])
            data, self.received = self.received, b""
        self.missing -= len(data)
        if self.missing <= 0 and not self.transport.is_closing():
            self.answers += 1
            self.transport.write(self.request)

    def _body_length(self, head: bytes) -> int:
        length = _LENGTH.search(head)
        if not head.startswith(b"HTTP/1.1 200 ") or length is None:
            self.failure = head.decode("latin-1").strip()
            self.transport.abort()
            return 0
        return int(length[1])


async def drive(url: str, seconds: float, connections: int, token: str) -> int:
    """How many answers came in so many seconds."""
    parts = urlsplit(url)
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    loop, host, port = asyncio.get_running_loop(), parts.hostname or "127.0.0.1", parts.port or 80
    made = [await loop.create_connection(lambda: Connection(request), host, port) for _ in range(connections)]
    await asyncio.sleep(seconds)
    if failure := next((connection.failure for _, connection in made if connection.failure), ""):
        raise Refused(failure)
    answers = sum(connection.answers for _, connection in made)
    for transport, _ in made:
        transport.abort()
    return answers


if __name__ == "__main__":
    print(uvloop.run(drive(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4])))
