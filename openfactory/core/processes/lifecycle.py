"""What each worker does at its start and stop: lose no signal, and tell clients that it leaves."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any
from weakref import WeakSet

from sanic import Sanic

SERVICE_RESTART = 1012  # WebSocket close code (RFC 6455 registry): come back; after 1000 many clients do not
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def install(app: Sanic) -> None:
    """Add the listeners. `app.ctx.draining` turns true first, so that readiness fails; WebSockets get 1012."""
    app.ctx.draining = False
    app.ctx.sockets = WeakSet()

    @app.signal("websocket.handler.before")
    async def remember(request: Any, websocket: Any) -> None:
        app.ctx.sockets.add(websocket)

    # The least priority runs first at the stop: before Sanic's own listener, which closes with 1000.
    @app.listener("before_server_stop", priority=-1000)
    async def leave(app: Sanic) -> None:
        app.ctx.draining = True
        if _in_worker():
            _ignore_further_signals()
        goodbyes = (socket.close(SERVICE_RESTART, "restarting") for socket in list(app.ctx.sockets))
        await asyncio.gather(*goodbyes, return_exceptions=True)

    # Sanic 25.12.1 ignores both signals for a moment while it sets its handlers: one that comes then is lost.
    @app.listener("before_server_start", priority=-1000)
    async def hold_signals(app: Sanic) -> None:
        if _in_worker():
            signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)

    @app.listener("after_server_start", priority=1000)
    async def take_signals(app: Sanic) -> None:
        if _in_worker():
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def _ignore_further_signals() -> None:
    """Ctrl-C and service managers signal every process, the main one signals its workers: the second would cut
    the requests under way. One that does not end in time is killed by the main process."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _in_worker() -> bool:
    return bool(os.environ.get("SANIC_WORKER_NAME"))
