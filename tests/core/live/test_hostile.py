"""Whatever a client sends, the server answers or closes, and others go on."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
import websockets
from wire import closed_with, connected, text

from openfactory.core.http.sockets import connections
from openfactory.core.http.sockets import socket as live_socket


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '"subscribe"',
        "{}",
        '{"type":null}',
        '{"type":"event"}',
        '{"type":"subscribe"}',
        '{"type":"subscribe","channel":7}',
        '{"type":"subscribe","channel":""}',
        '{"type":"subscribe","channel":"project:7","after":-1}',
        '{"type":"subscribe","channel":"project:7","after":1.5}',
        '{"type":"subscribe","channel":"project:7","after":99999999999999999999}',
        '{"type":"subscribe","channel":"project:7","token":"x"}',
        '{"type":"unsubscribe","channel":[]}',
        "[" * 60_000,
        '{"type":"subscribe","channel":"' + "x" * 60_000 + '"}',
        b"\x00\xff",
        b"",
    ],
    ids=lambda message: repr(message[:40]),
)
async def test_what_cannot_be_read_is_told_and_the_connection_goes_on(live, people, message):
    ann = await live(people.ann)
    await ann.socket.send(message)

    reply = await ann.hear()

    assert (reply["type"], reply["code"]) == ("error", "live.malformed_message")
    assert set(reply) == {"type", "code", "detail"}
    assert await ann.ask(type="ping") == {"type": "pong"}


async def test_unsubscribing_from_what_is_not_followed_does_nothing(live, people, project):
    ann = await live(people.ann)
    await ann.say(type="unsubscribe", channel=project.channel)
    await ann.say(type="unsubscribe", channel="nothing")
    assert await ann.ask(type="ping") == {"type": "pong"}


async def test_a_huge_message_closes(live, people):
    ann = await live(people.ann)
    await ann.socket.send("x" * 65_537)
    assert await ann.ended() == 1009


async def test_a_huge_message_in_pieces_closes_as_well(live, people):
    ann = await live(people.ann)
    with pytest.raises(websockets.ConnectionClosed):
        await ann.socket.send("x" * 10_000 for _ in range(1000))
        await ann.ended()
    assert ann.socket.close_code == 1009


async def test_a_message_in_pieces_is_put_together(live, people):
    ann = await live(people.ann)
    await ann.socket.send(iter(["", '{"ty', "", 'pe":"', "ping", '"}', ""]))
    assert await ann.hear() == {"type": "pong"}


async def test_ten_thousand_subscriptions_end_the_connection_and_nothing_else(live, people, project):
    ann, other = await live(people.ann), await live(people.ann)
    await other.follow(project.channel)
    answers = []

    async def listen() -> None:
        with suppress(websockets.ConnectionClosed):
            while True:
                answers.append(await ann.hear())

    listening = asyncio.create_task(listen())
    with pytest.raises(websockets.ConnectionClosed):
        for number in range(10_000):
            await ann.say(type="subscribe", channel=f"project:{project.id}" if number % 2 else f"nothing-{number}")
        await ann.socket.wait_closed()
        await ann.socket.send("")
    await listening

    assert ann.socket.close_code == 4429
    assert {answer["type"] for answer in answers} == {"subscribed", "error"}
    await project.write()
    assert [event["id"] for event in await other.events(1)] == [2]


class TestOfLimits:
    @pytest.fixture
    def overrides(self):
        return {"live": {"subscriptions": 2, "connections_per_user": 3}}

    async def test_subscriptions_on_one_connection(self, live, people, project, make):
        other = await make.project(people.ann, people.organization, "Other")
        ann = await live(people.ann)
        await ann.follow(project.channel)
        await ann.follow("notifications")

        refused = await ann.ask(type="subscribe", channel=f"project:{other.id}")

        assert refused["code"] == "live.too_many_subscriptions"
        await ann.say(type="unsubscribe", channel="notifications")
        assert await ann.follow(f"project:{other.id}") == 1

    async def test_connections_of_one_user(self, client, live, people, project, make):
        for _ in range(2):
            await live(people.ann)
        last = await live(people.ann)
        with pytest.raises(websockets.InvalidStatus) as refused:
            await live(people.ann)
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["retry-after"] == str(connections.RETRY_AFTER)
        headers = {"authorization": f"Bearer {await make.token(people.ann)}", "accept": "text/event-stream"}
        assert (await client.get(f"/api/projects/{project.id}/events", headers=headers)).status_code == 429
        await live(people.bob)

        await last.socket.close()
        assert (await (await live(people.ann)).ask(type="ping"))["type"] == "pong"


async def test_a_client_that_asks_and_never_reads_is_cut_off(client, make, people, monkeypatch):
    """Pongs that nobody reads would otherwise fill the memory."""
    monkeypatch.setattr(live_socket, "MOST_WAITING", 200_000)
    ping = b"\x89\xfd" + b"\0\0\0\0" + b"x" * 125
    async with connected(client, await make.token(people.ann)) as (reader, writer):
        reader._transport.pause_reading()
        with pytest.raises(ConnectionError):
            for _ in range(2000):
                writer.write(ping * 500)
                await writer.drain()


async def test_a_hasty_client_is_understood(client, make, people):
    """Its first messages come with the handshake."""
    async with connected(client, await make.token(people.ann), early=text(b'{"type":"ping"}')) as (reader, _):
        assert b'{"type":"pong"}' in await asyncio.wait_for(reader.read(100), 5)


@pytest.mark.parametrize("junk", [b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 100, b"\x81\x05hello", b"\x83\x80\0\0\0\0"])
async def test_what_is_no_websocket_closes_with_1002(client, make, people, junk):
    async with connected(client, await make.token(people.ann)) as (reader, writer):
        writer.write(junk)
        assert closed_with(await asyncio.wait_for(reader.read(), 5)) == 1002


async def test_text_that_is_not_utf_8_closes_with_1007(client, make, people):
    async with connected(client, await make.token(people.ann), early=text(b"\xc3\x28")) as (reader, _):
        assert closed_with(await asyncio.wait_for(reader.readexactly(4), 5)) == 1007
