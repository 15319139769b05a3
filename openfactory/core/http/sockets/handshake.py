"""From a request to an open `Socket`: RFC 6455, section 4.2."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse
from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from openfactory.core.errors import Malformed, Refusal
from openfactory.core.http.credentials import bearer_subprotocol
from openfactory.core.http.request import ApiRequest
from openfactory.core.http.sockets.socket import Socket, quiet


class UpgradeRequired(Refusal):
    """A plain request came to a route that serves websockets."""

    status, code, title = 426, "request.upgrade_required", "This route serves WebSockets"

    def headers(self) -> dict[str, str]:
        return {"Upgrade": "websocket", "Connection": "Upgrade"}


def require_upgrade(request: ApiRequest) -> None:
    """Refuse a request that does not ask for a websocket."""
    if (request.headers.getone("upgrade", "") or "").lower() != "websocket":
        raise UpgradeRequired("connect by WebSocket")


def shake_hands(request: ApiRequest, *, most_bytes: int) -> Socket:
    """Answer 101; from here on the connection is the socket's. `most_bytes` is what a message may have.

    A token that came as a subprotocol is answered, since browsers give up where none is.
    """
    wire = ServerProtocol(
        state=State.OPEN,
        max_size=most_bytes,
        select_subprotocol=lambda wire, offered: bearer_subprotocol(request),  # type: ignore[arg-type, return-value]
        logger=quiet,
    )
    answer = wire.accept(Request(request.path, Headers(request.headers.items())))
    if answer.status_code != 101:
        raise Malformed("this is no WebSocket handshake (RFC 6455)")
    protocol: Any = request.transport.get_protocol()
    answer.headers["X-Request-Id"] = request.app.ctx.finish(request, HTTPResponse(status=101))
    protocol.transport.write(answer.serialize())
    protocol.websocket = protocol.peer = socket = Socket(protocol, wire)
    early = bytes(protocol.recv_buffer)  # a hasty client's first messages
    protocol.recv_buffer = bytearray()
    if early:
        socket.data_received(early)
    return socket
