"""A websocket client of bare bytes, for what a proper one would not do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from openfactory.testing.harness import Client


@asynccontextmanager
async def connected(
    client: Client, token: str, *, early: bytes = b""
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Past the handshake; `early` is sent along with it."""
    reader, writer = await asyncio.open_unix_connection(client.socket)
    try:
        writer.write(handshake(token) + early)
        assert b"101 Switching" in await reader.readuntil(b"\r\n\r\n")
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def handshake(token: str, path: str = "/api/ws") -> bytes:
    head = f"""\
GET {path} HTTP/1.1
Host: test
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Authorization: Bearer {token}

"""
    return head.replace("\n", "\r\n").encode()


def text(message: bytes) -> bytes:
    """A short text message, masked by zeros, as a client's frames are."""
    assert len(message) < 126
    return bytes([0x81, 0x80 | len(message)]) + b"\0\0\0\0" + message


def closed_with(frame: bytes) -> int:
    """The code of a close frame."""
    assert frame[0] == 0x88, frame
    return int.from_bytes(frame[2:4], "big")
