"""CORS by sanic-ext's HTTP extension, and nothing else of it (sanic-ext 25.12.0); OPTIONS by routes of our own."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import BaseHTTPResponse, empty
from sanic_ext import Extend
from sanic_ext.extensions.http.extension import HTTPExtension

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]
ALLOWED = (
    "authorization",
    "content-type",
    "if-match",
    "if-none-match",
    "idempotency-key",
    "last-event-id",
    "traceparent",
    "x-operation-id",
    "x-request-id",
)
EXPOSED = (
    "etag",
    "location",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "x-request-id",
    "idempotency-replayed",
    "content-disposition",
)


_OPEN_METHODS, _OPEN_HEADERS, _MAX_AGE = "POST", "authorization,content-type,idempotency-key", 600


def open_to(response: BaseHTTPResponse, origin: str, *, preflight: bool) -> None:
    """Let pages of one origin read an answer (of a preflight: send the request), without cookies.

    An origin of `server.cors_origins` has got its headers already, and may do more.
    """
    headers = response.headers
    if "access-control-allow-origin" in headers:
        return
    headers["access-control-allow-origin"] = origin
    if preflight:
        headers["access-control-allow-methods"] = _OPEN_METHODS
        headers["access-control-allow-headers"] = _OPEN_HEADERS
        headers["access-control-max-age"] = str(_MAX_AGE)
    else:
        headers["access-control-expose-headers"] = ",".join(EXPOSED)


def install(app: Sanic, origins: Sequence[str]) -> None:
    """Let browsers on `origins` call the API, with credentials."""
    app.config.AUTO_EXTEND = False  # an installed sanic-ext would otherwise start all its extensions
    app.config.update(
        CORS=bool(origins),
        CORS_ORIGINS=",".join(origins),  # exact origins; the *list* ["*"] would mean an origin named "*"
        CORS_SUPPORTS_CREDENTIALS=True,  # for the session cookie; refused at start together with "*"
        CORS_ALWAYS_SEND=False,  # no CORS headers for requests without an Origin
        CORS_ALLOW_HEADERS=",".join(ALLOWED),  # a "*" would not cover Authorization
        CORS_EXPOSE_HEADERS=",".join(EXPOSED),
        CORS_MAX_AGE=_MAX_AGE,  # seconds; the default is 5
        HTTP_AUTO_HEAD=False,  # its HEAD routes lie outside the blueprint, whose hooks do not run
        HTTP_AUTO_OPTIONS=False,  # its OPTIONS routes come when the router is compiled: it would be compiled again
        CORS_AUTOMATIC_OPTIONS=False,
    )
    Extend(app, built_in_extensions=False, extensions=[HTTPExtension])
    if origins:  # refused at the start where OPTIONS routes are not its own
        app.ctx.cors = replace(app.ctx.cors, automatic_options=True)


def answer_options(app: Sanic) -> None:
    """Say at each path what may be asked for there; browsers ask before they call."""
    for group in list(app.router.groups.values()):
        methods = ",".join(sorted({*group.methods, "OPTIONS"}))
        app.add_route(
            _options_handler(methods),
            group.uri,
            methods=["OPTIONS"],
            name=f"options_{group.routes[0].name}",
            strict_slashes=group.strict,
            unquote=group.unquote,
            error_format="json",
            ctx_preflight=any(map(_is_cross_origin, group.routes)),
        )


def _is_cross_origin(route: Any) -> bool:
    operation = getattr(route.ctx, "operation", None)
    return operation is not None and operation.endpoint.cross_origin


def _options_handler(methods: str) -> Handler:
    async def answer(request: Request, **arguments: Any) -> HTTPResponse:
        return empty(headers={"allow": methods})

    return answer
