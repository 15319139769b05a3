"""`@endpoint`: one declaration per route, from which everything else about it follows.

Validation, the permission check, serialisation, the OpenAPI operation and the tenancy probe all read it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from inspect import Parameter, getdoc, signature
from typing import Any

from pydantic import BaseModel, TypeAdapter

from openfactory.core.access import KNOWN, PUBLIC, SIGNED_IN, Needs
from openfactory.core.errors import Refusal
from openfactory.core.http.uploads import FileBody
from openfactory.core.limits import Limit

Handler = Callable[..., Awaitable[Any]]

_OPEN = (PUBLIC, KNOWN, SIGNED_IN)


@dataclass(frozen=True, eq=False)
class Endpoint:
    """A handler and what it takes and gives. It holds no state: one may serve in many applications."""

    handler: Handler
    needs: Needs
    query: type[BaseModel] | None = None
    body: Any = None
    reply: Any = None
    status: int = 200
    errors: tuple[type[Refusal], ...] = ()
    limits: tuple[Limit, ...] = ()
    versioned: bool = False
    trusted: bool = False
    media_type: str = "application/json"
    other_media_types: tuple[str, ...] = ()
    vary: tuple[str, ...] = ()
    deprecated: bool = False
    stream: bool = False
    upload: FileBody | None = None
    calls_out: bool = False
    download: bool = False
    cross_origin: bool = False
    body_bytes: int | None = None
    place: str | None = None
    socket: bool = False
    message_bytes: int = 0
    parameters: tuple[str, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """The handler's name: the same word in route, tool, service and docs."""
        return self.handler.__name__

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring, as a title."""
        return (getdoc(self.handler) or self.name.replace("_", " ").capitalize()).partition("\n")[0].rstrip(".")

    @property
    def description(self) -> str:
        """The rest of it."""
        return (getdoc(self.handler) or "").partition("\n")[2].strip()

    def reply_adapter(self) -> TypeAdapter[Any] | None:
        """Checks and writes what the handler returns; None where there is no JSON body."""
        return None if self.reply is None or self.media_type != "application/json" else TypeAdapter(self.reply)


def endpoint(
    *,
    needs: Needs,
    query: type[BaseModel] | None = None,
    body: Any = None,
    reply: Any = None,
    status: int | None = None,
    errors: Iterable[type[Refusal]] = (),
    limits: Sequence[Limit] = (),
    versioned: bool = False,
    trusted: bool = False,
    media_type: str = "application/json",
    other_media_types: Sequence[str] = (),
    vary: Sequence[str] = (),
    deprecated: bool = False,
    stream: bool = False,
    upload: FileBody | None = None,
    calls_out: bool = False,
    download: bool = False,
    cross_origin: bool = False,
    body_bytes: int | None = None,
    place: str | None = None,
) -> Callable[[Handler], Endpoint]:
    """Declare a route's contract.

    needs       a permission's name, or PUBLIC, KNOWN or SIGNED_IN. There is no default: access is closed
    query       a model of the query string
    body        a model of the JSON body
    reply       a model of the answer; None answers 204
    status      of success; 200, or 204 without a reply
    errors      the refusals of its own that a caller must be ready for
    limits      how often it may be called
    versioned   the handler returns a row, or anything with `version`: the answer carries an ETag
    trusted     the handler returns JSON bytes that are the reply already (hot lists)
    media_type  of the answer, where it is not JSON; the handler then returns str, bytes or a response
    other_media_types  that the answer may have instead; the handler then returns a `Reply`
    vary        request headers the answer depends on
    stream      the handler reads the body itself, as it arrives
    upload      the body is multipart with a file; the handler takes `upload` and awaits its `read`
    calls_out   the handler calls other servers: with an Idempotency-Key no transaction is open around it
    download    the handler returns what `core.http.downloads.answer` gives: a file, or a range of it
    cross_origin  pages of the origins that an API key names may call it with that key (`Caller.origins`)
    body_bytes  that the JSON body may have, where that is less than the server's own limit
    place       a place by name, where the path has no argument that says where the caller is

    The handler takes by name what it needs of: `access`, `body`, `query`, `upload`, `request`, `context`, and
    the path's arguments.
    """
    _check_needs(needs)

    def declare(handler: Handler) -> Endpoint:
        return Endpoint(
            handler=handler,
            needs=needs,
            query=query,
            body=body,
            reply=reply,
            status=status or (204 if reply is None else 200),
            errors=tuple(errors),
            limits=tuple(limits),
            versioned=versioned,
            trusted=trusted,
            media_type=media_type,
            other_media_types=tuple(other_media_types),
            vary=tuple(vary),
            deprecated=deprecated,
            stream=stream or upload is not None,
            upload=upload,
            calls_out=calls_out,
            download=download,
            cross_origin=cross_origin,
            body_bytes=body_bytes,
            place=place,
            parameters=_parameters(handler),
        )

    return declare


def socket(
    *,
    needs: Needs,
    query: type[BaseModel] | None = None,
    errors: Iterable[type[Refusal]] = (),
    limits: Sequence[Limit] = (),
    place: str | None = None,
    message_bytes: int = 65_536,
) -> Callable[[Handler], Endpoint]:
    """Declare a WebSocket route, for `Routes.websocket`; the arguments are those of `endpoint`.

    Refusals before the handshake are answered as to any request. The right is watched over while the socket is
    open: it closes with 4401, 4403 or 4404 when it holds no more. `message_bytes` is what a message may have.

    The handler takes `socket` beside what an endpoint takes (no body), and `grant`, by which it can ask for rights
    elsewhere. When it returns, the socket is closed with 1000, unless it was kept; what it raises closes it as
    `code_of` says.
    """
    _check_needs(needs)

    def declare(handler: Handler) -> Endpoint:
        return Endpoint(
            handler=handler,
            needs=needs,
            query=query,
            status=101,
            errors=tuple(errors),
            limits=tuple(limits),
            place=place,
            socket=True,
            message_bytes=message_bytes,
            parameters=_parameters(handler),
        )

    return declare


def _parameters(handler: Handler) -> tuple[str, ...]:
    parameters = signature(handler).parameters.values()
    if any(parameter.kind in (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL) for parameter in parameters):
        raise TypeError(f"{handler.__qualname__}: an endpoint names what it takes, without * and **")
    return tuple(parameter.name for parameter in parameters)


def _check_needs(needs: Needs) -> None:
    if not isinstance(needs, str) and needs not in _OPEN:
        raise TypeError("needs= takes a permission's name, PUBLIC, KNOWN or SIGNED_IN")
