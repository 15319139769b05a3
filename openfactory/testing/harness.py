"""A real server inside the test's own event loop, on a Unix socket: real HTTP parsing, real websockets, fast.

sanic-testing starts a server for each request and has no usable websocket; its ASGI client skips HTTP.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import websockets
from sanic import Sanic
from sanic.application.constants import ServerStage
from sanic.application.state import ApplicationServerInfo

from openfactory.core.http.protocol import Protocol

ORIGIN = "http://test"


class Client(httpx.AsyncClient):
    """An HTTP client that is connected to one served application and can open websockets to it."""

    def __init__(self, app: Sanic[Any, Any], socket: Path, **options: Any) -> None:
        # Nothing here is encrypted, and building an SSL context costs 40 ms.
        transport = httpx.AsyncHTTPTransport(uds=str(socket), verify=False)
        super().__init__(**{"transport": transport, "base_url": ORIGIN, "trust_env": False, **options})
        self.app = app
        self.socket = socket

    def websocket(self, url: str, **options: Any) -> AbstractAsyncContextManager[websockets.ClientConnection]:
        """Connect to a path of the application: `async with client.websocket("/api/ws") as ws`."""
        return websockets.unix_connect(str(self.socket), f"ws://test{url}", **options)

    def another(self, **options: Any) -> Client:
        """A second client with headers and cookies of its own, to be closed by `async with`."""
        return Client(self.app, self.socket, **options)


@asynccontextmanager
async def serving(app: Sanic[Any, Any], **options: Any) -> AsyncIterator[Client]:
    """Serve the application for the length of the block and give a client; `options` are httpx's."""
    # TouchUp rewrites classes that all applications of a process share (Sanic 25.12.1).
    app.config.TOUCHUP = False
    app.config.MOTD = False
    # Without it `app.loop` raises and `app.add_task` does nothing, as if the server had not started.
    app.state.server_info = [ApplicationServerInfo(settings={}, stage=ServerStage.SERVING)]
    # pytest's tmp_path can be longer than the 107 bytes that the path of a Unix socket may have.
    with tempfile.TemporaryDirectory(prefix="of-") as folder:
        socket = Path(folder, "s")
        try:
            async with _server(app, socket), Client(app, socket, **options) as client:
                yield client
        finally:
            Sanic.unregister_app(app)


@asynccontextmanager
async def _server(app: Sanic[Any, Any], socket: Path) -> AsyncIterator[None]:
    server: Any = await app.create_server(
        unix=str(socket),
        return_asyncio_server=True,
        protocol=Protocol,
    )
    try:
        await server.startup()
        await server.before_start()
        await server.after_start()
        try:
            yield
        finally:
            await server.before_stop()
            await _hang_up(server)
            await server.after_stop()
    finally:
        server.close()
        await _cancel_tasks(app)


async def _hang_up(server: Any) -> None:
    """Let requests under way end, at most `GRACEFUL_SHUTDOWN_TIMEOUT`, and cut what then is still open."""
    server.close()
    loop = asyncio.get_running_loop()
    deadline = loop.time() + server.app.config.GRACEFUL_SHUTDOWN_TIMEOUT
    while server.connections and loop.time() < deadline:
        for connection in list(server.connections):
            connection.close_if_idle()
        await asyncio.sleep(0.01)
    for connection in list(server.connections):
        connection.abort()


async def _cancel_tasks(app: Sanic[Any, Any]) -> None:
    tasks = list(app.tasks)
    await asyncio.sleep(0)  # a task that is cancelled before its first step leaves a coroutine never awaited
    app.shutdown_tasks(timeout=0)
    await asyncio.gather(*tasks, return_exceptions=True)
