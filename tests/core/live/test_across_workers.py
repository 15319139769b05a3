"""Live events with real processes: whatever dies or stops, a client ends with exactly what the log says."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import time
from contextlib import AsyncExitStack, suppress

import httpx
import pytest
import websockets
from served import Reader, Team, connections_of, two_workers
from tortoise.context import TortoiseContext

from openfactory.app import installed_tables
from openfactory.core.db.config import tortoise_config
from openfactory.core.ids import uuid7
from openfactory.testing.server import free_port

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]
brokers = pytest.mark.parametrize("broker", ["none", "embedded", pytest.param("redis", marks=pytest.mark.redis)])
DROPS = {"embedded": 200, "redis": 50, "none": 50}


@brokers
async def test_a_client_that_drops_200_times_hears_everything_once_and_in_order(tmp_path, database_url, broker):
    written = DROPS[broker] * 3 // 5
    with two_workers(tmp_path, database_url, broker) as server:
        team = await Team.found(server.url)
        reader = Reader(team)
        writers = [asyncio.create_task(team.write(written, pause=0.05)) for _ in range(3)]
        for _ in range(DROPS[broker]):
            await asyncio.wait_for(drop(reader), 30)
        await asyncio.gather(*writers)
        log = await team.log()
        await asyncio.wait_for(reader.read_up_to(log[-1]["seq"]), 60)

    assert len(log) == 3 * written + 1
    assert reader.heard == log


async def drop(reader: Reader) -> None:
    """Read for a moment: sometimes not even the answer, sometimes in the midst of events."""
    reading = asyncio.create_task(reader.read(random.randint(0, 20)))
    await asyncio.wait([reading], timeout=random.random() * 0.1)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)


@brokers
async def test_a_removed_member_is_cut_off_within_two_seconds_on_every_worker(tmp_path, database_url, broker):
    with two_workers(tmp_path, database_url, broker) as server:
        team = await Team.found(server.url)
        bob = await joined(team, database_url)
        async with AsyncExitStack() as stack:
            sockets = await on_both_workers(server, team, bob["token"], stack)

            async with team.client() as client:
                reply = await client.delete(f"/api/organizations/{team.organization}/members/{bob['member']}")
                assert reply.status_code == 204
            began = time.monotonic()
            await asyncio.wait_for(asyncio.gather(*(socket.wait_closed() for socket in sockets)), 10)
            took = time.monotonic() - began

        assert {socket.close_code for socket in sockets} == {4403}
        assert took < 2


async def joined(team: Team, database_url: str) -> dict[str, str]:
    """Bob, a member as well; his mailed invitation is left out."""
    async with httpx.AsyncClient(base_url=team.url, trust_env=False, timeout=30) as client:
        person = {"email": "bob@example.com", "password": "correct horse battery", "name": "Bob"}
        reply = await client.post("/api/auth/signup", json={**person, "organizationName": "His own"})
    user, member, now = reply.json()["user"]["id"], str(uuid7()), "2026-01-01 00:00:00+00:00"
    row = f"'{member}', '{team.organization}', '{user}', 'member', '{now}', '{now}', 1"
    columns = "id, organization_id, user_id, role, created_at, updated_at, version"
    async with TortoiseContext() as context:
        await context.init(config=tortoise_config(database_url, installed_tables()))
        await context.db("default").execute_query(f"INSERT INTO accounts_memberships ({columns}) VALUES ({row})")
    return {"token": reply.json()["session"]["token"], "member": member}


async def on_both_workers(server, team, token, stack) -> list[websockets.ClientConnection]:
    """So many connections that each worker has some of them."""
    sockets = []
    while len(sockets) < 10 or 0 in connections_of(server):
        socket = await stack.enter_async_context(team.connected(token))
        await team.subscribe(socket, 0)
        assert json.loads(await socket.recv())["type"] == "subscribed"
        sockets.append(socket)
        assert len(sockets) < 90
    return sockets


async def test_a_killed_broker_delays_and_loses_nothing(tmp_path, database_url):
    with two_workers(tmp_path, database_url) as server:
        team = await Team.found(server.url)
        reader = Reader(team)
        reading = asyncio.create_task(reader.read_up_to(241))
        writing = asyncio.create_task(team.write(240, pause=0.05))
        for _ in range(4):
            await asyncio.sleep(1)
            for process in server.broker():
                process.kill()
        await writing
        await asyncio.wait_for(reading, 30)
        log = await team.log()

    assert reader.heard == log
    assert reader.closed_with == []
    assert team.refused == 0


async def test_a_restart_under_load_closes_with_1012_and_clients_go_on(tmp_path, database_url):
    port = free_port()
    with two_workers(tmp_path, database_url, port=port) as server:
        team = await Team.found(server.url)
        readers = [Reader(team) for _ in range(20)]
        reading = [asyncio.create_task(reader.read_up_to(301)) for reader in readers]
        writers = [asyncio.create_task(team.write(100, pause=0.1)) for _ in range(3)]
        await asyncio.sleep(1.5)
        server.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(server.process.wait, 30) == 0, server.output
    assert not all(writer.done() for writer in writers)

    with two_workers(tmp_path, database_url, port=port):
        await asyncio.gather(*writers)
        await asyncio.wait_for(asyncio.gather(*reading), 60)
        log = await team.log()

    assert len(log) == 301
    assert all(reader.heard == log for reader in readers)
    assert {code for reader in readers for code in reader.closed_with} == {1012}


async def test_a_killed_worker_costs_a_connection_and_no_event(tmp_path, database_url):
    with two_workers(tmp_path, database_url) as server:
        team = await Team.found(server.url)
        readers = [Reader(team) for _ in range(10)]
        reading = [asyncio.create_task(reader.read_up_to(201)) for reader in readers]
        writers = [asyncio.create_task(team.write(100, pause=0.1)) for _ in range(2)]
        for _ in range(3):
            await asyncio.sleep(1)
            random.choice(server.workers()).kill()
        await asyncio.gather(*writers)
        await asyncio.wait_for(asyncio.gather(*reading), 60)
        log = await team.log()
        async with asyncio.timeout(20):  # those of dead workers are not counted for ever
            while await counted(server) != 0:
                await asyncio.sleep(0.1)

    assert all(reader.heard == log for reader in readers)


async def test_a_users_connections_are_counted_over_all_workers(tmp_path, database_url):
    with two_workers(tmp_path, database_url, OPENFACTORY_LIVE_CONNECTIONS_PER_USER="5") as server:
        team = await Team.found(server.url)
        async with AsyncExitStack() as stack:
            sockets = []
            for _ in range(30):  # any worker may get them: counting alone, the two would take ten
                with suppress(websockets.InvalidStatus):
                    sockets.append(await stack.enter_async_context(team.connected()))
            assert len(sockets) == 5
            await sockets[0].close()
            async with asyncio.timeout(20), AsyncExitStack() as another:
                while True:
                    with suppress(websockets.InvalidStatus):
                        await another.enter_async_context(team.connected())
                        break
                    await asyncio.sleep(0.05)


async def counted(server) -> float:
    """Open WebSockets, as the metrics have it."""
    async with httpx.AsyncClient(trust_env=False) as client:
        lines = (await client.get(f"{server.url}/metrics")).text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith('openfactory_connections{kind="websocket"'))


async def test_event_streams_end_with_the_server_and_go_on_with_the_next(tmp_path, database_url):
    port = free_port()
    heard: list[int] = []
    with two_workers(tmp_path, database_url, port=port) as server:
        team = await Team.found(server.url)
        reading = asyncio.create_task(read_stream(team, heard))
        await team.write(20)
        await asyncio.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(server.process.wait, 30) == 0, server.output
        assert await asyncio.wait_for(reading, 5) == "ended"

    with two_workers(tmp_path, database_url, port=port):
        reading = asyncio.create_task(read_stream(team, heard))
        await team.write(20)
        async with asyncio.timeout(20):
            while len(heard) < 41:
                await asyncio.sleep(0.05)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)

    assert heard == list(range(1, 42))


async def read_stream(team: Team, heard: list[int]) -> str:
    """Collect ids until the stream ends; a cut would raise."""
    headers = {"accept": "text/event-stream", "last-event-id": str(heard[-1] if heard else 0)}
    async with (
        team.client() as client,
        client.stream("GET", f"/api/projects/{team.project}/events", headers=headers) as response,
    ):
        named = False
        async for line in response.aiter_lines():
            named = named or line.startswith("event:")
            if line.startswith("id: ") and not named:
                heard.append(int(line[4:]))
            named = named and line != ""
    return "ended"
