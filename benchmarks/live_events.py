"""What open connections cost: memory for each idle one, CPU time for each message delivered; beside Node's `ws`.

    python benchmarks/live_events.py [--idle 2000] [--busy 50] [--events 1000] [--rate 100]

Each server is one process. The events are written by this process, as another worker would write them, and the clients
are in it as well; only the server's own memory and CPU time count.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil
import websockets
from tortoise import Tortoise

from openfactory.app import database_config
from openfactory.blueprints.projects.events import FeatureCreated
from openfactory.core.access import Access
from openfactory.core.bus import Bus
from openfactory.core.db.transactions import transaction
from openfactory.core.events.news import announcing
from openfactory.core.ids import uuid7
from openfactory.core.security.tokens import token_digest
from openfactory.core.settings import load_settings
from openfactory.core.settings.secret_key import secret_key
from openfactory.testing.server import free_port, running_server

SERVER = Path(__file__).parent / "live" / "ws.mjs"
SETTLE = 3.0  # seconds
OPENED_AT_ONCE = 50


@dataclass
class Contestant:
    """A server under test: how a client connects, and how an event is written."""

    name: str
    process: psutil.Process
    connect: Callable[[int], Any]
    idle: Callable[[int], str]
    busy: str
    write: Callable[[int], Awaitable[None]]


@asynccontextmanager
async def openfactory(idle: int, busy: int) -> AsyncIterator[Contestant]:
    """`openfactory serve --workers 1`; each idle client is another user, who follows their notifications."""
    with tempfile.TemporaryDirectory(prefix="of-live-") as folder:
        environment = {"OPENFACTORY_DATA": folder, "OPENFACTORY_LIVE_CONNECTIONS_PER_USER": "100000"}
        with running_server("--workers", "1", "--no-jobs", env=environment) as server:
            settings = load_settings({}, environ={}, overrides={"data": folder})
            organization, project = _found(server.url)
            tokens = _users(Path(folder), organization, secret_key(settings), idle + busy)
            await Tortoise.init(config=database_config(settings), _enable_global_fallback=True)
            bus = Bus(f"unix://{folder}/broker.sock")
            access = Access.system(organization_id=UUID(organization), project_id=UUID(project))

            async def write(number: int) -> None:
                async with transaction(access) as tx:
                    tx.emit(FeatureCreated(feature_id=uuid7(), title=f"Feature {number}", parent_id=None))

            def connect(number: int) -> Any:
                headers = {"authorization": f"Bearer {tokens[number]}"}
                return websockets.connect(_ws(server.url, "/api/ws"), additional_headers=headers, **QUIET)

            async with bus.running():
                with announcing(bus):
                    process = server.workers()[0]
                    yield Contestant("openfactory", process, connect, _notifications, f"project:{project}", write)
            await Tortoise.close_connections()


@asynccontextmanager
async def node(idle: int, busy: int) -> AsyncIterator[Contestant]:
    """A server by hand on `ws`, without rights, log or cursors."""
    with tempfile.TemporaryDirectory(prefix="of-ws-") as folder:
        subprocess.run(["npm", "install", "--silent", "--no-audit", "ws"], cwd=folder, check=True)
        port, lines = free_port(), f"{folder}/lines.sock"
        command = ["node", str(SERVER), str(port), lines, f"{folder}/package.json"]
        with _running(command) as process:
            while not Path(lines).exists():
                await asyncio.sleep(0.05)
            _, writer = await asyncio.open_unix_connection(lines)

            async def write(number: int) -> None:
                writer.write(json.dumps(_like_ours(number)).encode() + b"\n")
                await writer.drain()

            def connect(number: int) -> Any:
                return websockets.connect(_ws(f"http://127.0.0.1:{port}", "/"), **QUIET)

            yield Contestant("ws", psutil.Process(process.pid), connect, lambda number: f"own:{number}", "busy", write)
            writer.close()


QUIET: dict[str, Any] = {"compression": None, "ping_interval": None, "proxy": None, "open_timeout": 60}


def _notifications(number: int) -> str:
    return "notifications"


def _ws(url: str, path: str) -> str:
    return url.replace("http", "ws") + path


@contextmanager
def _running(command: list[str]) -> Any:
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _found(url: str) -> tuple[str, str]:
    """An organization and a project."""
    person = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        reply = client.post("/api/auth/signup", json={**person, "organizationName": "Acme"}).json()
        organization = reply["organization"]["id"]
        headers = {"authorization": f"Bearer {reply['session']['token']}"}
        reply = client.post(f"/api/organizations/{organization}/projects", json={"name": "Rocket"}, headers=headers)
        return organization, reply.json()["id"]


def _users(data: Path, organization: str, key: bytes, count: int) -> list[str]:
    """So many members with a session each, past the API: hashing their passwords would take minutes."""
    tokens, now, later = [], "2026-01-01 00:00:00+00:00", "2999-01-01 00:00:00+00:00"
    with sqlite3.connect(data / "openfactory.sqlite3", timeout=60) as database:
        for number in range(count):
            user, token = str(uuid7()), secrets.token_urlsafe(32)
            row = {"id": user, "email": f"{number}@example.com", "name": f"User {number}"}
            _insert(database, "accounts_users", row, now)
            row = {"id": str(uuid7()), "organization_id": organization, "user_id": user, "role": "member"}
            _insert(database, "accounts_memberships", row, now)
            row = {"id": str(uuid7()), "user_id": user, "token_digest": token_digest(key, token, "session").hex()}
            _insert(database, "auth_sessions", {**row, "expires_at": later, "last_seen_at": later}, now)
            tokens.append(token)
    return tokens


def _insert(database: sqlite3.Connection, table: str, row: dict[str, Any], now: str) -> None:
    row = {**row, "created_at": now, "updated_at": now, "version": 1}
    marks = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def _like_ours(number: int) -> dict[str, Any]:
    """An event of the same form and size as one of ours."""
    entity = str(uuid7())
    event = {
        "id": str(uuid7()),
        "seq": number,
        "name": "projects.feature.created",
        "entityType": "feature",
        "entityId": entity,
        "data": {"featureId": entity, "title": f"Feature {number}", "parentId": None},
        "changes": None,
        "createdAt": "2026-01-01T00:00:00.000Z",
        "actor": {"id": None, "name": "system", "avatarUrl": None, "type": "system"},
    }
    return {"channel": "busy", "id": number, "event": event}


async def measure(contestant: Contestant, options: argparse.Namespace) -> dict[str, float]:
    """Open the idle connections, then deliver to the busy ones beside them."""
    async with AsyncExitStack() as stack:
        busy = await _open(contestant, stack, range(options.busy), lambda number: contestant.busy)
        await asyncio.sleep(SETTLE)
        before = contestant.process.memory_full_info().uss
        began = time.perf_counter()
        await _open(contestant, stack, range(options.busy, options.busy + options.idle), contestant.idle)
        opening = time.perf_counter() - began
        await asyncio.sleep(SETTLE)
        memory = (contestant.process.memory_full_info().uss - before) / options.idle
        resting = await _cpu(contestant, asyncio.sleep(10))
        seconds = await _cpu(contestant, _deliver(contestant, busy, options))
        delivered = options.events * options.busy
        return {
            "kB a connection": memory / 1024,
            "connections opened a second": options.idle / opening,
            "% of a core at rest": resting * 10,
            "µs a message": seconds * 1e6 / delivered,
        }


async def _open(contestant: Contestant, stack: AsyncExitStack, numbers: range, channel: Any) -> list[Any]:
    turns = asyncio.Semaphore(OPENED_AT_ONCE)

    async def opened(number: int) -> Any:
        async with turns:
            socket = await stack.enter_async_context(contestant.connect(number))
            await socket.send(json.dumps({"type": "subscribe", "channel": channel(number)}))
            assert json.loads(await socket.recv())["type"] == "subscribed"
            return socket

    return await asyncio.gather(*map(opened, numbers))


async def _deliver(contestant: Contestant, sockets: list[Any], options: argparse.Namespace) -> None:
    async def listen(socket: Any) -> None:
        for _ in range(options.events):
            await socket.recv()

    listening = [asyncio.create_task(listen(socket)) for socket in sockets]
    began = time.perf_counter()
    for number in range(options.events):
        await contestant.write(number)
        await asyncio.sleep(max(0.0, began + (number + 1) / options.rate - time.perf_counter()))
    await asyncio.wait_for(asyncio.gather(*listening), 60)


async def _cpu(contestant: Contestant, work: Any) -> float:
    """Seconds of CPU time that the server takes meanwhile."""
    before = sum(contestant.process.cpu_times()[:2])
    await work
    return sum(contestant.process.cpu_times()[:2]) - before


async def main() -> None:
    """Measure both, in turn, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("idle", 2000), ("busy", 50), ("events", 1000), ("rate", 100), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # the servers inherit it
    contestants = [openfactory] + ([node] if shutil.which("node") and shutil.which("npm") else [])
    print(f"{options.idle} idle and {options.busy} busy connections, {options.rate} events a second")
    for _ in range(options.rounds):
        for make in contestants:
            async with make(options.idle, options.busy) as contestant:
                found = await measure(contestant, options)
            print(
                f"{contestant.name:<12}", ", ".join(f"{value:.1f} {name}" for name, value in found.items()), flush=True
            )


if __name__ == "__main__":
    asyncio.run(main())
