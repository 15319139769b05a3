"""WebSocket routes of any module: declared like endpoints, refused before they open, closed with a reason."""

from __future__ import annotations

import asyncio

import pytest
import websockets
from pydantic import Field

from openfactory.core.access import KNOWN, PUBLIC
from openfactory.core.errors import Conflict, NotFound, Unavailable
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.endpoint import socket as declare_socket
from openfactory.core.http.routes import Routes
from openfactory.core.http.schemas import In
from openfactory.core.http.sockets.codes import CloseCode, code_of
from openfactory.core.modules.module import Module
from openfactory.core.modules.mount import MountError
from openfactory.core.modules.selection import discover

UPGRADE = {"connection": "Upgrade", "upgrade": "websocket"}


class Times(In):
    """How often to answer."""

    times: int = Field(default=1, ge=1, le=3)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def installed(said):
    open_to_all, known = Routes(), Routes()

    @open_to_all.websocket("/echo")
    @declare_socket(needs=PUBLIC, query=Times, message_bytes=100)
    async def echo(socket, query) -> None:
        """Say it again."""
        async for message in socket:
            for _ in range(query.times):
                socket.send(message)

    @open_to_all.websocket("/note")
    @declare_socket(needs=PUBLIC)
    async def note(socket) -> None:
        """Remember what is said."""
        async for message in socket:
            said.append(message)

    @open_to_all.websocket("/end/<how:str>")
    @declare_socket(needs=PUBLIC)
    async def end(socket, how) -> None:
        """End in one way or another."""
        socket.send(b"so")
        errors = {"gone": NotFound("no more"), "taken": Conflict("taken"), "away": Unavailable, "bug": RuntimeError}
        if how in errors:
            raise errors[how]

    @known.websocket("/who")
    @declare_socket(needs=KNOWN)
    async def who(socket, access, context) -> None:
        """Say who is calling."""
        socket.send(f"{access.caller.name} {context.word}")

    module = Module("talk", prefix="/api/talk", requires=["auth"], routes=[open_to_all, known])

    @module.lifespan
    async def remember(context):
        context.word = "here"
        yield

    return {**discover(), "talk": module}


async def test_messages_of_both_kinds_come_and_go(client):
    async with client.websocket("/api/talk/echo?times=2") as ws:
        await ws.send("ä")
        await ws.send(b"\x00")
        assert [await ws.recv() for _ in range(4)] == ["ä", "ä", b"\x00", b"\x00"]


async def test_many_messages_at_once_are_all_answered(client):
    async with client.websocket("/api/talk/echo") as ws:
        for number in range(1000):
            await ws.send(str(number))
        assert [await ws.recv() for _ in range(1000)] == [str(number) for number in range(1000)]


@pytest.mark.parametrize(
    ("how", "code", "reason"),
    [
        ("well", 1000, ""),
        ("gone", 4404, "no more"),
        ("taken", 4409, "taken"),
        ("away", 1013, ""),
        ("bug", 1011, ""),
    ],
)
async def test_how_a_handler_ends_is_what_the_client_is_told(client, how, code, reason):
    async with client.websocket(f"/api/talk/end/{how}") as ws:
        assert await ws.recv() == b"so"
        await asyncio.wait_for(ws.wait_closed(), 5)
    assert (ws.close_code, ws.close_reason) == (code, reason)


async def test_a_message_may_be_as_large_as_the_route_says(client):
    async with client.websocket("/api/talk/echo") as ws:
        await ws.send("x" * 100)
        assert await ws.recv() == "x" * 100
        await ws.send("x" * 101)
        await ws.wait_closed()
    assert ws.close_code == 1009


async def test_what_is_said_right_before_a_goodbye_is_heard(client, said):
    async with client.websocket("/api/talk/note") as ws:
        await ws.send("first")
        ws.protocol.send_text(b"last")  # in one packet with the goodbye
        ws.protocol.send_close(1000)
        ws.send_data()
        await ws.wait_closed()
    async with asyncio.timeout(5):
        while len(said) < 2:
            await asyncio.sleep(0.01)
    assert said == ["first", "last"]


async def test_a_client_that_leaves_ends_the_handler(client, app):
    async with client.websocket("/api/talk/echo"):
        assert len(app.ctx.openfactory.connections) == 1
    async with asyncio.timeout(5):
        while len(app.ctx.openfactory.connections):
            await asyncio.sleep(0.01)


async def test_a_stop_closes_with_1012_and_refuses_new_ones(client, app):
    async with client.websocket("/api/talk/echo") as ws:
        app.ctx.draining = True
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with client.websocket("/api/talk/echo"):
                pass
        await app.ctx.openfactory.connections.leave()
        await asyncio.wait_for(ws.wait_closed(), 5)
    assert refused.value.response.status_code == 503
    assert ws.close_code == 1012


class TestRefusals:
    """A refusal before the handshake is an answer like any other."""

    async def test_a_plain_request(self, client):
        reply = await client.get("/api/talk/echo")
        assert (reply.status_code, reply.json()["code"]) == (426, "request.upgrade_required")
        assert reply.headers["upgrade"] == "websocket"
        assert (await client.post("/api/talk/echo")).status_code == 405

    @pytest.mark.parametrize("wrong", [{}, {"sec-websocket-version": "8", "sec-websocket-key": "x"}])
    async def test_a_handshake_that_is_none(self, client, wrong):
        reply = await client.get("/api/talk/echo", headers={**UPGRADE, **wrong})
        assert (reply.status_code, reply.json()["code"]) == (400, "request.malformed")

    async def test_a_query_that_is_not_valid(self, client):
        reply = await client.get("/api/talk/echo?times=7", headers=UPGRADE)
        assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/query/times")

    async def test_nobody(self, client):
        reply = await client.get("/api/talk/who", headers=UPGRADE)
        assert (reply.status_code, reply.json()["code"]) == (401, "auth.required")
        assert reply.headers["www-authenticate"]


class TestCredentials:
    async def said(self, client, **options) -> str:
        async with client.websocket("/api/talk/who", **options) as ws:
            said = await ws.recv()
            self.subprotocol = ws.subprotocol
        return said

    async def refused(self, client, **options) -> int:
        with pytest.raises(websockets.InvalidStatus) as refused:
            await self.said(client, **options)
        return refused.value.response.status_code

    async def test_the_header(self, client, make, people):
        headers = {"authorization": f"Bearer {await make.token(people.ann)}"}
        assert await self.said(client, additional_headers=headers) == "Ann here"

    async def test_a_subprotocol_which_is_answered(self, client, make, people):
        offered = f"openfactory.bearer.{await make.token(people.ann)}"
        assert await self.said(client, subprotocols=["other", offered]) == "Ann here"
        assert self.subprotocol == offered
        assert await self.refused(client, subprotocols=["openfactory.bearer.wrong"]) == 401

    async def test_the_cookie_from_our_own_pages_alone(self, client, make, people):
        cookie = {"cookie": f"openfactory_session={await make.token(people.ann)}"}
        assert await self.said(client, additional_headers={**cookie, "origin": "http://test"}) == "Ann here"
        assert await self.refused(client, additional_headers={**cookie, "origin": "http://evil.test"}) == 403
        assert await self.refused(client, additional_headers={**cookie, "origin": "null"}) == 403
        assert await self.refused(client, additional_headers=cookie) == 403

    async def test_never_the_query(self, client, make, people):
        token = await make.token(people.ann)
        reply = await client.get(f"/api/talk/who?token={token}&access_token={token}", headers=UPGRADE)
        assert reply.status_code == 401


class TestDeclarations:
    def test_an_endpoint_is_no_socket_and_a_socket_no_endpoint(self):
        routes = Routes()
        with pytest.raises(TypeError, match="@socket"):
            routes.websocket("/a")(endpoint(needs=PUBLIC)(self.nothing))
        with pytest.raises(TypeError, match="@endpoint"):
            routes.get("/a")(declare_socket(needs=PUBLIC)(self.nothing))

    def test_access_is_closed_unless_stated(self):
        with pytest.raises(TypeError):
            declare_socket()

    def test_a_permission_needs_a_place(self, settings):
        from openfactory.app import create_app

        routes = Routes()
        routes.websocket("/a")(declare_socket(needs="projects.read")(self.nothing))
        wrong = Module("wrong", prefix="/api/wrong", requires=["projects"], routes=[routes])
        with pytest.raises(MountError, match="a permission is held in a place"):
            create_app(settings, installed={**discover(), "wrong": wrong}, name="wrong")

    async def nothing(self) -> None:
        """Do nothing."""

    async def test_they_are_in_the_contract(self, client):
        paths = (await client.get("/openapi.json")).json()["paths"]
        described = paths["/api/talk/who"]["get"]
        assert {"101", "401", "426", "429"} <= set(described["responses"])
        assert "/api/ws" in paths


def test_every_refusal_has_a_close_code():
    assert {status: code_of(status).value for status in (400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503)} == {
        400: 4400,
        401: 4401,
        403: 4403,
        404: 4404,
        408: 4408,
        409: 4409,
        422: 4400,
        429: 4429,
        500: 1011,
        502: 1011,
        503: 1013,
    }
    assert all(code.meaning and code.advice for code in CloseCode)
