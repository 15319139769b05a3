"""Our HTTP/1 answers as Sanic's own does, on the wire; only the request's id is added."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

import pytest
from sanic import HTTPResponse, Request, Sanic
from sanic.response import ResponseStream, json
from sanic.server.protocols.websocket_protocol import WebSocketProtocol

from openfactory.core.http.protocol import LeanRequest, Protocol


def application(name: str, request_class: type[Request]) -> Sanic:
    app = Sanic(name, request_class=request_class)
    app.config.update(AUTO_EXTEND=False, MOTD=False, TOUCHUP=False, REQUEST_MAX_SIZE=1000)
    app.ctx.finish = lambda request, response: "the-id"

    @app.route("/json", methods=["GET", "HEAD", "POST"])
    async def answer(request: Request) -> HTTPResponse:
        return json({"arguments": dict(request.args), "body": request.body.decode("latin-1")})

    @app.get("/empty")
    async def empty(request: Request) -> HTTPResponse:
        return HTTPResponse(None, 204)

    @app.get("/not-modified")
    async def not_modified(request: Request) -> HTTPResponse:
        return HTTPResponse(None, 304, {"ETag": '"1"'})

    @app.get("/headers")
    async def headers(request: Request) -> HTTPResponse:
        response = HTTPResponse(b"x", headers={"x-split": "a\r\nset-cookie: evil=1", "x-plain": "ä"})
        response.add_cookie("one", "1")
        response.add_cookie("two", "2")
        return response

    @app.get("/typed")
    async def typed(request: Request) -> HTTPResponse:
        return HTTPResponse(b"x", content_type="text/html\r\nx-evil: 1")

    @app.get("/stream")
    async def stream(request: Request) -> ResponseStream:
        async def write(response: object) -> None:
            await response.write("a")
            await response.write("b")

        return ResponseStream(write, content_type="text/plain")

    @app.get("/zero")
    async def zero(request: Request) -> HTTPResponse:
        return HTTPResponse(b"")

    @app.get("/boom")
    async def boom(request: Request) -> HTTPResponse:
        raise RuntimeError

    return app


REQUESTS = [
    b"GET /json HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /json?x=1&x=2&y= HTTP/1.1\r\nhost: a\r\n\r\n",
    b"HEAD /json HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /json HTTP/1.0\r\nhost: a\r\n\r\n",
    b"GET /json HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
    b"POST /json HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello",
    b"POST /json HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"POST /json HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\nhello",
    b"POST /json HTTP/1.1\r\nhost: a\r\ncontent-length: 5000\r\n\r\n" + b"x" * 5000,
    b"GET /empty HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /not-modified HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /headers HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /typed HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /stream HTTP/1.1\r\nhost: a\r\n\r\n",
    b"HEAD /stream HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /zero HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /boom HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /nope HTTP/1.1\r\nhost: a\r\n\r\n",
    b"PUT /json HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET  HTTP/1.1\r\nhost: a\r\n\r\n",
    b"nonsense\r\n\r\n",
    b"GET /json HTTP/1.1\r\nhost: a\r\nno colon\r\n\r\n",
    b"GET /json HTTP/1.1\r\nhost: a\r\nx: " + b"y" * 20_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 7_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET /json HTTP/1.1\r\nhost: a\r\n\r\n" * 3,
]


async def answers(request: bytes, name: str, protocol: type, request_class: type[Request]) -> bytes:
    app = application(name, request_class)
    with tempfile.TemporaryDirectory(prefix="of-") as folder:
        path = str(Path(folder, "s"))
        server = await app.create_server(unix=path, return_asyncio_server=True, protocol=protocol)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(request)
        try:
            async with asyncio.timeout(0.3):
                received = b""
                while piece := await reader.read(100_000):
                    received += piece
        except TimeoutError:
            pass  # keep-alive: nothing more comes
        writer.close()
        server.close()
        for connection in list(server.connections):
            connection.close_if_idle()
        Sanic.unregister_app(app)
    return received


def comparable(answer: bytes) -> list[object]:
    """Status lines, headers without order, and bodies; without the request's id, and without the empty Alt-Svc
    that Sanic takes out when a real server starts."""
    ignored = (b"x-request-id: the-id", b"alt-svc: ")
    parts: list[object] = []
    for one in re.split(rb"(?=HTTP/1\.1 \d)", answer):
        head, _, body = one.partition(b"\r\n\r\n")
        status, *headers = head.split(b"\r\n")
        parts.append((status, sorted(line for line in headers if line not in ignored), body))
    return parts


@pytest.mark.parametrize("request_bytes", REQUESTS, ids=lambda request: request[:40].decode("latin-1").split("\r")[0])
async def test_the_answer_is_sanics_own(request_bytes):
    theirs = await answers(request_bytes, "theirs", WebSocketProtocol, Request)
    ours = await answers(request_bytes, "ours", Protocol, LeanRequest)
    assert comparable(ours) == comparable(theirs)


async def test_every_answer_has_the_requests_id():
    for request in REQUESTS:
        ours = await answers(request, "ours", Protocol, LeanRequest)
        if ours:
            assert b"x-request-id: the-id\r\n" in ours


def test_a_request_has_every_slot_that_sanics_own_has():
    arguments = (b"/a?b=c", {}, "1.1", "GET", None, None)
    theirs, ours = Request(*arguments), LeanRequest(*arguments)
    for slot in Request.__slots__:
        if hasattr(theirs, slot) and slot not in ("__weakref__", "headers"):
            assert getattr(ours, slot) == getattr(theirs, slot) or slot == "_parsed_url", slot
