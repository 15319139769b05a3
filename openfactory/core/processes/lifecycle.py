"""What each worker does at its start and stop: go when the main process has gone, and tell clients that it leaves."""

from __future__ import annotations

import asyncio
import os

from sanic import Sanic

from openfactory.core.processes.orphans import die_with_parent

SERVICE_RESTART = 1012  # WebSocket close code (RFC 6455 registry): come back; after 1000 many clients do not


def install(app: Sanic) -> None:
    """Add the listeners. `app.ctx.draining` turns true first; open WebSockets are kept in `app.ctx.sockets`."""
    app.ctx.draining = False
    app.ctx.sockets = set()

    @app.listener("before_server_start", priority=2000)
    async def begin(app: Sanic) -> None:
        if os.environ.get("SANIC_WORKER_NAME"):
            die_with_parent()

    @app.before_server_stop  # stop listeners run in reverse: before Sanic's own, which closes with 1000
    async def leave(app: Sanic) -> None:
        app.ctx.draining = True
        goodbyes = (socket.close(SERVICE_RESTART, "restarting") for socket in list(app.ctx.sockets))
        await asyncio.gather(*goodbyes, return_exceptions=True)
