"""404 and 405 below a module's prefix are its own."""

from __future__ import annotations

import pytest
from sanic import HTTPResponse, NotFound, Request
from sanic.exceptions import MethodNotAllowed
from sanic.response import text

from openfactory.core.access import PUBLIC
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.core.modules.module import Module


def module(name: str, prefix: str) -> Module:
    routes = Routes()

    @routes.get("/there")
    @endpoint(needs=PUBLIC, reply=str, media_type="text/plain")
    async def there() -> HTTPResponse:
        return text("here")

    made = Module(name, prefix=prefix, routes=[routes])

    @made.on_error(NotFound, MethodNotAllowed)
    async def mine(request: Request, error: Exception) -> HTTPResponse:
        return text(name, 404)

    return made


@pytest.fixture
def installed() -> dict[str, Module]:
    return {m.name: m for m in (module("outer", "/api/outer"), module("inner", "/api/outer/inner"))}


@pytest.mark.parametrize(
    ("path", "owner"),
    [("/api/outer/nope", "outer"), ("/api/outer/inner/nope", "inner"), ("/api/outer/innermost", "outer")],
)
async def test_the_module_with_the_longest_prefix_answers(client, path, owner):
    assert (await client.get(path)).text == owner


async def test_a_wrong_method_is_the_modules_too(client):
    assert (await client.delete("/api/outer/inner/there")).text == "inner"


async def test_outside_every_prefix_the_answer_is_a_problem_document(client):
    reply = await client.get("/nope")
    assert reply.status_code == 404
    assert reply.json()["code"] == "resource.not_found"


async def test_405_names_the_methods_that_are_allowed(client):
    reply = await client.delete("/health/live")
    assert reply.status_code == 405
    assert set(reply.headers["allow"].split(",")) >= {"GET", "HEAD"}
