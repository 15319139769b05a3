"""Health, metrics and the documentation: served whatever modules are."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from typing import Any

import msgspec
from sanic import HTTPResponse

from openfactory.core import metrics
from openfactory.core.access import PUBLIC
from openfactory.core.errors import NotFound, Unauthenticated
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.request import ApiRequest
from openfactory.core.http.routes import Routes
from openfactory.core.http.schemas import Out

Check = Callable[[], Awaitable[bool]]
health, documentation = Routes(), Routes()

_STATIC = files("openfactory.core.http") / "static"
_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
}
_PAGE_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


class Live(Out):
    """The process answers."""

    status: str


class Ready(Out):
    """Whether requests will be answered, and by which backends: `ok`, `away`, or `draining`."""

    status: str
    backends: dict[str, str]


@health.get("/health/live")
@endpoint(needs=PUBLIC, reply=Live, trusted=True)
async def liveness() -> bytes:
    """Say that this process answers."""
    return b'{"status":"ok"}'


@health.get("/health/ready")
@endpoint(needs=PUBLIC, reply=Ready)
async def readiness(context: Context) -> Any:
    """Say whether this process can do its work, backend by backend."""
    checks: Mapping[str, Check] = context.backends
    backends = {name: "ok" if await check() else "away" for name, check in checks.items()}
    if context.draining():
        backends["process"] = "draining"
    ready = all(state == "ok" for state in backends.values())
    body = {"status": "ok" if ready else "unavailable", "backends": backends}
    return HTTPResponse(msgspec.json.encode(body), 200 if ready else 503, content_type="application/json")


@health.get("/metrics")
@endpoint(needs=PUBLIC, reply=str, media_type=metrics.MEDIA_TYPE)
async def read_metrics(context: Context, request: ApiRequest) -> bytes:
    """Give all metrics, to those with the metrics token; without a token set, to this machine only."""
    token: str | None = context.metrics_token
    if token is None and not _from_this_machine(request):
        raise NotFound
    if token is not None and not hmac.compare_digest((request.token or "").encode(), token.encode()):
        raise Unauthenticated("the metrics token is needed")
    queue: bytes = await context.queue_metrics()
    return metrics.exposition() + queue


def _from_this_machine(request: ApiRequest) -> bool:
    """A proxy on this machine hands on what comes from elsewhere, and says so."""
    forwarded = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via"))
    return request.ip in ("127.0.0.1", "::1", "") and not forwarded


@documentation.get("/openapi.json")
@endpoint(needs=PUBLIC, reply=dict[str, Any], trusted=True)
async def openapi_document(context: Context) -> bytes:
    """Give this document."""
    document: bytes = context.openapi()
    return document


@documentation.get("/docs")
@endpoint(needs=PUBLIC, reply=str, media_type="text/html; charset=utf-8")
async def documentation_page() -> HTTPResponse:
    """Show the API's reference, to read and to try."""
    page = (_STATIC / "docs.html").read_bytes()
    return HTTPResponse(
        page, content_type="text/html; charset=utf-8", headers={"content-security-policy": _PAGE_POLICY}
    )


@documentation.get("/docs/<asset:str>")
@endpoint(needs=PUBLIC, reply=str, media_type="application/octet-stream")
async def documentation_asset(asset: str) -> HTTPResponse:
    """Give a file of the reference page."""
    if asset not in _ASSETS:
        raise NotFound
    body = (_STATIC / asset).read_bytes()
    return HTTPResponse(body, content_type=_ASSETS[asset], headers={"cache-control": "public, max-age=3600"})
