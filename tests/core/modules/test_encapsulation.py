"""What a module sets is its own and its children's: prefix, hooks, error handlers, context."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sanic import HTTPResponse, Request
from sanic.response import text

from openfactory.core.access import PUBLIC
from openfactory.core.errors import Conflict
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.core.modules.module import Module

order: list[str] = []


def plain(prefix: str = "", *, boom: bool = False) -> Routes:
    routes = Routes(prefix)

    @routes.get("/where")
    @endpoint(needs=PUBLIC, reply=str, media_type="text/plain")
    async def where(context: Context) -> HTTPResponse:
        return text(getattr(context, "colour", "none"))

    @routes.get("/boom")
    @endpoint(needs=PUBLIC, reply=str, media_type="text/plain")
    async def boom_() -> HTTPResponse:
        raise Conflict("boom")

    return routes


def noted(module: Module, name: str) -> Module:
    @module.on_request
    async def before(request: Request) -> None:
        order.append(f"{name} request")

    @module.on_response
    async def after(request: Request, response: HTTPResponse) -> None:
        order.append(f"{name} response")

    @module.lifespan
    async def life(context: Context) -> AsyncIterator[None]:
        order.append(f"{name} started")
        yield
        order.append(f"{name} stopped")

    return module


@pytest.fixture
def installed() -> dict[str, Module]:
    order.clear()
    child = noted(Module("child", prefix="/child", routes=[plain()]), "child")
    parent = noted(Module("parent", prefix="/api/parent", routes=[plain()], children=[child]), "parent")
    sibling = noted(Module("sibling", prefix="/api/sibling", requires=["parent"], routes=[plain()]), "sibling")

    @parent.lifespan
    async def paint(context: Context) -> AsyncIterator[None]:
        context.colour = "blue"
        yield

    @parent.on_error(Conflict)
    async def answer(request: Request, error: Conflict) -> HTTPResponse:
        return text("parent's answer", 418)

    @child.on_error(Conflict)
    async def fail(request: Request, error: Conflict) -> HTTPResponse:
        raise Conflict("the child's handler failed too")

    return {"sibling": sibling, "parent": parent}


async def test_a_child_inherits_context_and_a_sibling_does_not_see_it(client):
    assert (await client.get("/api/parent/where")).text == "blue"
    assert (await client.get("/api/parent/child/where")).text == "blue"
    assert (await client.get("/api/sibling/where")).text == "none"


async def test_parents_hooks_run_before_and_after_their_childrens(client):
    order.clear()
    await client.get("/api/parent/child/where")
    assert order == ["parent request", "child request", "child response", "parent response"]


async def test_a_siblings_hooks_do_not_run(client):
    order.clear()
    await client.get("/api/sibling/where")
    assert order == ["sibling request", "sibling response"]


async def test_an_error_goes_to_the_nearest_handler_and_what_that_raises_to_its_parent(client):
    for path in ("/api/parent/boom", "/api/parent/child/boom"):
        reply = await client.get(path)
        assert (reply.status_code, reply.text) == (418, "parent's answer")


async def test_without_a_handler_an_error_is_a_problem_document(client):
    reply = await client.get("/api/sibling/boom")
    assert reply.status_code == 409
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == "resource.conflict"


async def test_modules_start_in_order_of_dependence_and_stop_in_reverse(app):
    from openfactory.testing.harness import serving

    async with serving(app):
        assert order == ["parent started", "child started", "sibling started"]
        order.clear()
    assert order == ["sibling stopped", "child stopped", "parent stopped"]


async def test_head_runs_the_hooks_of_get(client):
    order.clear()
    reply = await client.head("/api/sibling/where")
    assert reply.status_code == 200
    assert reply.content == b""
    assert order == ["sibling request", "sibling response"]
