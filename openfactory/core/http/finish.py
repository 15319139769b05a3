"""The last word on every answer, errors and OPTIONS included: its headers, its metric, its line in the log."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from sanic.response import BaseHTTPResponse

from openfactory.core.http import cors
from openfactory.core.http.request import ApiRequest
from openfactory.core.logs import get_logger
from openfactory.core.metrics import REQUESTS

log = get_logger("openfactory.requests")
Finish = Callable[[ApiRequest, BaseHTTPResponse], str]


def finisher(*, log_requests: bool, cross_origin: bool) -> Finish:
    """The function that `core.http.protocol` calls before each answer's head; it gives the request's id."""
    observers: dict[tuple[Any, str, int], Callable[[float], None]] = {}  # bounded by routes and statuses

    def finish(request: ApiRequest, response: BaseHTTPResponse) -> str:
        operation = getattr(request.route.ctx, "operation", None) if request.route else None
        preflight = bool(request.route and getattr(request.route.ctx, "preflight", False))
        by_origin = cross_origin or preflight or bool(operation and operation.endpoint.cross_origin)
        if by_origin or (operation and operation.endpoint.vary):
            vary = operation.endpoint.vary if operation else ()
            # sanic-ext overwrites Vary, and leaves it out for those who send no Origin: a shared cache could
            # then hand one origin's answer to another.
            response.headers["vary"] = ", ".join((*(["origin"] if by_origin else []), *vary))
        # A preflight carries no key, so it lets everybody ask: the request itself is then judged by its key.
        origin: str | None = request.headers.getone("origin", None) if preflight else request.allowed_origin
        if origin is not None:
            cors.open_to(response, origin, preflight=preflight)
        # A client may invent methods and paths; only those of routes become labels.
        key = (operation, request.method if operation else "any", response.status)
        observe = observers.get(key)
        if observe is None:
            path = operation.path if operation else "other"
            observe = observers[key] = REQUESTS.labels(key[1], path, str(response.status)).observe
        seconds = perf_counter() - request.began
        observe(seconds)
        if log_requests:
            _write(request, response.status, seconds)
        return request.request_id

    return finish


def _write(request: ApiRequest, status: int, seconds: float) -> None:
    log.info(
        "request",
        method=request.method,
        path=request.shown_path,
        status=status,
        milliseconds=round(seconds * 1000, 1),
        address=request.remote_addr or request.ip,
    )
