"""What `inproc.py` measures: an application, the protocol it is served by, and the path that is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plain.server import create_app as create_plain
from sanic import HTTPResponse, Request, Sanic
from sanic.server.protocols.http_protocol import HttpProtocol

import openfactory.app
from openfactory.core.access import PUBLIC
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.protocol import Protocol
from openfactory.core.http.routes import Routes
from openfactory.core.http.schemas import Out
from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import discover
from openfactory.core.settings import load_settings

Given = Mapping[str, Any]
routes = Routes()


class Thing(Out):
    """A reply of a few fields."""

    name: str
    size: int
    tags: list[str]


@routes.get("/")
@endpoint(needs=PUBLIC, reply=Thing)
async def read_thing() -> Thing:
    """Give a thing, checked and written by its model."""
    return Thing(name="nail", size=1, tags=["steel"])


@dataclass(frozen=True)
class Case:
    """One line of the result; `over` names the line that it is compared with."""

    make: Callable[[Given], Sanic]
    protocol: Any
    path: str
    over: str = ""


def _bare(given: Given) -> Sanic:
    app = Sanic("bare", configure_logging=False)
    app.config.update(MOTD=False, AUTO_EXTEND=False)

    @app.get("/health/live")
    async def liveness(request: Request) -> HTTPResponse:
        return HTTPResponse(b'{"status":"ok"}', content_type="application/json")

    return app


def _ours(given: Given) -> Sanic:
    """As `openfactory serve` makes it, with one route more."""
    overrides = {
        "data": Path(given["data"]),
        "database": {"url": f"sqlite://{given['database']}"},
        "server": {"workers": 1},
        "broker": {"url": "memory://"},  # no route here has a limit
    }
    installed = discover()
    sections = {module.name: module.settings for module in installed.values() if module.settings}
    settings = load_settings(sections, environ={}, overrides=overrides)
    things = Module("things", prefix="/api/things", routes=(routes,))
    return openfactory.app.create_app(settings, installed={**installed, "things": things})


SESSION, PROJECTS = "/api/auth/session", "/api/organizations/{organization}/projects"
CASES = {
    "bare Sanic: ready bytes": Case(_bare, HttpProtocol, "/health/live"),
    "openfactory: no body, ready bytes": Case(_ours, Protocol, "/health/live", over="bare Sanic: ready bytes"),
    "openfactory: a reply model": Case(_ours, Protocol, "/api/things", over="bare Sanic: ready bytes"),
    "plain Sanic: session": Case(create_plain, HttpProtocol, SESSION),
    "openfactory: session": Case(_ours, Protocol, SESSION, over="plain Sanic: session"),
    "plain Sanic: 50 projects": Case(create_plain, HttpProtocol, PROJECTS),
    "openfactory: 50 projects": Case(_ours, Protocol, PROJECTS, over="plain Sanic: 50 projects"),
}


def request_of(case: Case, given: Given) -> bytes:
    """The bytes of its request, with the headers of an ordinary client."""
    path = case.path.format(organization=given["organization"])
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1:8000",
        f"Authorization: Bearer {given['token']}",
        "Accept: */*",
        "User-Agent: benchmark/1",
        "",
        "",
    ]
    return "\r\n".join(lines).encode()


def read_given(file: Path) -> dict[str, Any]:
    """What the parent process says: the database, the key, a token."""
    given: dict[str, Any] = json.loads(file.read_text())
    return given
