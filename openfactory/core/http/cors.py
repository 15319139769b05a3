"""CORS and OPTIONS by sanic-ext's HTTP extension, and nothing else of it (sanic-ext 25.12.0)."""

from __future__ import annotations

from collections.abc import Sequence

from sanic import Sanic
from sanic.response import BaseHTTPResponse
from sanic_ext import Extend
from sanic_ext.extensions.http.extension import HTTPExtension

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
    """Let browsers on `origins` call the API, with credentials. Without origins only OPTIONS is served."""
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
    )

    # The extension adds its OPTIONS routes one by one to a started app, and every addition rebuilds all signals:
    # quadratic in routes. With the signals thawed around its listener (priority -1000) they are built once.
    @app.listener("before_server_start", priority=-999)
    def thaw(app: Sanic) -> None:
        app.signal_router.reset()

    Extend(app, built_in_extensions=False, extensions=[HTTPExtension])

    @app.listener("before_server_start", priority=-1001)
    def freeze(app: Sanic) -> None:
        app.signalize(app.config.TOUCHUP)
