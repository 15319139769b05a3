"""From an `Endpoint` that is a socket to what Sanic calls for each handshake."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from openfactory.core import usage
from openfactory.core.access import PUBLIC, Access, anonymous
from openfactory.core.access.rights import Grant
from openfactory.core.errors import Refusal, Unavailable
from openfactory.core.http import problems
from openfactory.core.http.bodies import query_reader
from openfactory.core.http.credentials import socket_token
from openfactory.core.http.request import ApiRequest
from openfactory.core.http.serving import Kernel, Operation, chosen_limits, counted, origin_of
from openfactory.core.http.sockets.codes import CloseCode, code_of
from openfactory.core.http.sockets.connections import Seat
from openfactory.core.http.sockets.handshake import require_upgrade, shake_hands
from openfactory.core.http.sockets.socket import Socket, SocketClosed
from openfactory.core.logs import get_logger

log = get_logger(__name__)
Handle = Callable[..., Awaitable[Any]]
_tasks: set[asyncio.Task[None]] = set()


class _Opening:
    """A socket that may be refused a right before it is open."""

    def __init__(self) -> None:
        self.socket: Socket | None = None
        self.refusal: Refusal | None = None

    def opened(self, socket: Socket) -> None:
        """It is open now."""
        self.socket = socket
        if self.refusal is not None:
            self.end(self.refusal)

    def end(self, refusal: Refusal) -> None:
        """A right has ended."""
        self.refusal = refusal
        if self.socket is not None:
            self.socket.close(code_of(refusal.status), str(refusal))


def serve_socket(operation: Operation, kernel: Kernel) -> Handle:
    """Compile the declaration: refusals before the handshake are plain answers, after it they are close codes."""
    endpoint, place = operation.endpoint, operation.place
    read_query = query_reader(endpoint.query) if endpoint.query else None
    wants, limits = frozenset(endpoint.parameters), chosen_limits(operation)

    async def admit(request: ApiRequest, arguments: dict[str, Any], opening: _Opening) -> tuple[Grant | None, Access]:
        if operation.context.draining():
            raise Unavailable("the server is stopping: connect again")
        origin = origin_of(request)
        if endpoint.needs is PUBLIC:
            return None, anonymous(origin)
        token = socket_token(request, kernel.trusted_origins)
        place_id = arguments.pop(place.argument, None) if place.argument not in wants else arguments[place.argument]
        return await kernel.rights.grant(token, place, place_id, endpoint.needs, origin, opening.end)

    async def shake(request: ApiRequest, access: Access, arguments: dict[str, Any]) -> tuple[Socket, Seat]:
        require_upgrade(request)
        if read_query:
            arguments["query"] = read_query(request)
        if limits:
            await counted(kernel, limits, request, access, arguments)
        seat = await kernel.connections.admit(access.caller.user_id)
        try:
            return shake_hands(request, most_bytes=endpoint.message_bytes), seat
        except BaseException:
            seat.leave()
            raise

    async def serve_handshake(request: ApiRequest, **arguments: Any) -> None:
        opening = _Opening()
        grant, access = await admit(request, arguments, opening)
        try:
            socket, seat = await shake(request, access, arguments)
        except BaseException:
            if grant is not None:
                kernel.rights.drop(grant)
            raise
        _count(kernel, socket, seat, grant, access)
        opening.opened(socket)
        given = {"access": access, "grant": grant, "socket": socket, "request": request, "context": operation.context}
        arguments |= {name: value for name, value in given.items() if name in wants}
        _start(_run(socket, operation, arguments))

    serve_handshake.__name__ = endpoint.name
    serve_handshake.is_websocket = True  # type: ignore[attr-defined]  # Sanic: it gives no response
    return serve_handshake


def _count(kernel: Kernel, socket: Socket, seat: Seat, grant: Grant | None, access: Access) -> None:
    """The connection is there until it ends, and with it the right."""
    if access.organization_id is not None:
        usage.count(access.organization_id, "requests")
    kernel.connections.add(socket, "websocket", seat)

    def end() -> None:
        kernel.connections.discard(socket)
        if grant is not None:
            kernel.rights.drop(grant)

    socket.on_end = end


async def _run(socket: Socket, operation: Operation, arguments: dict[str, Any]) -> None:
    """The handler's life; how it ends is how the socket is closed."""
    try:
        await operation.endpoint.handler(**arguments)
    except SocketClosed:
        return
    except Exception as error:
        refusal = problems.translate(error)
        if refusal is None:
            log.exception("a websocket's handler failed", path=operation.path)
        code = code_of(refusal.status) if refusal else CloseCode.INTERNAL_ERROR
        socket.close(code, str(refusal) if refusal and refusal.status < 500 else "")
    else:
        if not socket.kept:
            socket.close(CloseCode.NORMAL)


def _start(work: Any) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
