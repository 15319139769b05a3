"""What each worker does when it stops: tell balancers and clients that it leaves, and let requests end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakSet

from sanic import Sanic

SERVICE_RESTART = 1012  # WebSocket close code (RFC 6455 registry): come back; after 1000 many clients do not
GOODBYE_SECONDS = 3.0  # for clients to say goodbye; one that is dead would take the time of the others' requests


def install(app: Sanic) -> None:
    """Add the listeners. `app.ctx.draining` turns true first, so that readiness fails; WebSockets get 1012.

    `app.ctx.goodbyes` are async functions that tell other clients, before requests under way are waited for.
    """
    app.ctx.draining = False
    goodbyes: list[Callable[[], Awaitable[None]]] = []
    app.ctx.goodbyes = goodbyes
    app.ctx.sockets = WeakSet()

    @app.signal("websocket.handler.before")
    async def remember(request: Any, websocket: Any) -> None:
        app.ctx.sockets.add(websocket)

    # The least priority runs first at the stop: before Sanic's own listener, which closes with 1000.
    @app.listener("before_server_stop", priority=-1000)
    async def leave(app: Sanic) -> None:
        app.ctx.draining = True
        if os.environ.get("SANIC_WORKER_NAME"):
            _ignore_further_signals()
        leaving = [socket.close(SERVICE_RESTART, "restarting") for socket in list(app.ctx.sockets)]
        leaving += [goodbye() for goodbye in goodbyes]
        await asyncio.wait([asyncio.gather(*leaving, return_exceptions=True)], timeout=GOODBYE_SECONDS)


def _ignore_further_signals() -> None:
    """Ctrl-C and service managers signal every process, the main one signals its workers: the second would cut
    the requests under way. One that does not end in time is killed by the main process."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
