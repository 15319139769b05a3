"""Who does not read, or is not there any more, hurts nobody else and costs little."""

from __future__ import annotations

import asyncio
import json

import pytest
from wire import closed_with, connected, text

from openfactory.core.db.transactions import transaction
from openfactory.core.http.sockets import socket as live_socket
from openfactory.testing.live import following


@pytest.fixture
def overrides():
    return {"live": {"heartbeat_seconds": 1}}


@pytest.fixture
def write_much(make, people, project):
    """`await write_much(n)`: events of 10 kB each."""
    from uuid import UUID

    from openfactory.blueprints.projects.events import FeatureCreated

    project_id = UUID(project.id)

    async def write(count: int) -> None:
        access = make.access(people.ann, organization_id=people.organization.id, project_id=project_id)
        for _ in range(count):
            async with transaction(access) as tx:
                tx.emit(FeatureCreated(feature_id=project_id, title="x" * 10_000, parent_id=None))

    return write


async def test_a_client_that_does_not_read_is_dropped_while_others_go_on(
    client, make, people, live, project, write_much, app
):
    ann = await live(people.ann)
    await ann.follow(project.channel)
    follow = text(json.dumps({"type": "subscribe", "channel": project.channel}).encode())
    async with connected(client, await make.token(people.bob), early=follow) as (reader, _):
        reader._transport.pause_reading()
        connections = app.ctx.openfactory.connections
        assert len(connections) == 2

        reading = asyncio.create_task(ann.events(300))
        await write_much(300)

        assert len(await reading) == 300
        async with asyncio.timeout(15):
            while len(connections) == 2:
                await asyncio.sleep(0.05)
        assert (await ann.ask(type="ping"))["type"] == "pong"


async def test_what_waits_for_a_slow_client_is_bounded_and_it_misses_nothing(
    client, make, people, project, write_much, app
):
    """It reads a little at a time, and gets all: what does not fit is read from the log when there is room."""
    async with following(client, await make.token(people.bob), max_queue=1) as bob:
        await bob.follow(project.channel)
        (socket,) = app.ctx.openfactory.connections._wheel.all()
        most = 0

        writing = asyncio.create_task(write_much(400))
        heard = []
        for _ in range(400):
            heard.append((await bob.hear())["id"])
            most = max(most, socket._transport.get_write_buffer_size())
            await asyncio.sleep(0.005)
        await writing

        assert heard == list(range(2, 402))
        assert 0 < most < 200_000


async def test_a_client_that_does_not_answer_heartbeats_is_told_and_dropped(client, make, people):
    async with connected(client, await make.token(people.ann)) as (reader, _):
        beats = []
        async with asyncio.timeout(10):
            while (frame := await reader.readexactly(2)) == b"\x89\x00":
                beats.append(frame)
        rest = await asyncio.wait_for(reader.read(), 10)
    assert len(beats) >= 2
    assert closed_with(frame + rest) == 4408


async def test_a_client_that_answers_heartbeats_stays(client, make, people, live):
    ann = await live(people.ann)
    await asyncio.sleep(4)
    assert (await ann.ask(type="ping"))["type"] == "pong"


async def test_a_client_that_says_no_goodbye_is_hung_up_on(client, make, people, monkeypatch):
    monkeypatch.setattr(live_socket, "CLOSE_SECONDS", 0.2)
    token = await make.token(people.ann)
    async with connected(client, token) as (reader, _):
        await client.post("/api/auth/signout", headers={"authorization": f"Bearer {token}"})
        frame = await asyncio.wait_for(reader.read(200), 5)
        assert closed_with(frame[-2 - frame[-1] :] if frame[0] != 0x88 else frame) == 4401
        assert await asyncio.wait_for(reader.read(), 5) == b""


async def test_streams_get_heartbeats_and_those_that_do_not_read_are_cut_off(
    client, make, people, project, write_much, app
):
    connections = app.ctx.openfactory.connections
    head = f"GET /api/projects/{project.id}/events HTTP/1.1\r\nHost: test\r\nAccept: text/event-stream\r\n"
    head += f"Authorization: Bearer {await make.token(people.bob)}\r\n\r\n"
    reader, writer = await asyncio.open_unix_connection(client.socket)
    writer.write(head.encode())
    await asyncio.wait_for(reader.readuntil(b": still here\n\n"), 5)
    assert len(connections) == 1

    reader._transport.pause_reading()
    await write_much(300)

    async with asyncio.timeout(15):
        while len(connections):
            await asyncio.sleep(0.05)
    writer.close()
