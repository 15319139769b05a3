"""The kernel's module that serves live events, whatever other modules are served."""

from __future__ import annotations

from collections.abc import AsyncIterator

from openfactory.core.access import KNOWN
from openfactory.core.access.rights import Grant
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import socket as declare_socket
from openfactory.core.http.routes import Routes
from openfactory.core.http.sockets.socket import Socket
from openfactory.core.live.connection import Connection
from openfactory.core.live.live import Caller, Live
from openfactory.core.modules.module import Module

routes = Routes()


@routes.websocket("/api/ws")
@declare_socket(needs=KNOWN)
async def follow_events(socket: Socket, grant: Grant, context: Context) -> None:
    """Follow channels: live events over a WebSocket."""
    Connection(context.live, socket, Caller(grant.token, grant.origin))


def live_module() -> Module:
    """A new one for each application."""
    module = Module("live", summary="Live events over WebSockets and event streams", routes=(routes,))

    @module.lifespan
    async def follow(context: Context) -> AsyncIterator[None]:
        live: Live = context.live
        async with live.tails.running(), live.rights.watching(live.tails), live.connections.beating():
            yield

    return module
