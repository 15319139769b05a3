"""A real server with two workers, somebody signed in, a project, writers, and clients that come and go."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import websockets

from openfactory.testing.server import Running, running_server

REDIS = "redis://127.0.0.1:6379/9"
BROKERS = {"none": "memory://", "embedded": "", "redis": REDIS}


@contextmanager
def two_workers(
    data: Path, database_url: str, broker: str = "embedded", *, port: int = 0, **settings: str
) -> Iterator[Running]:
    environment = {
        "OPENFACTORY_DATA": str(data),
        "OPENFACTORY_BROKER_URL": BROKERS[broker],
        "OPENFACTORY_BROKER_PREFIX": f"test-{uuid4().hex}",
        "OPENFACTORY_DATABASE_URL": database_url,
        "OPENFACTORY_SERVER_GRACEFUL_SECONDS": "5",
        **settings,
    }
    with running_server("--workers", "2", "--no-jobs", env=environment, port=port) as server:
        yield server


@dataclass
class Team:
    """Ann, her project, and whoever joins her."""

    url: str
    token: str
    organization: str
    project: str = ""
    refused: int = 0
    writers: list[asyncio.Task] = field(default_factory=list)

    @classmethod
    async def found(cls, url: str) -> Team:
        person = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
            reply = await client.post("/api/auth/signup", json={**person, "organizationName": "Acme"})
            assert reply.status_code == 201, reply.text
            team = cls(url, reply.json()["session"]["token"], reply.json()["organization"]["id"])
            reply = await client.post(
                f"/api/organizations/{team.organization}/projects", json={"name": "Rocket"}, headers=team.headers
            )
            team.project = reply.json()["id"]
        return team

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, headers=self.headers, trust_env=False, timeout=30, verify=False)

    async def write(self, count: int, *, pause: float = 0.0) -> None:
        """Make features, each on a connection of its own: any worker may take it. A refused one is tried again."""
        for _ in range(count):
            key, body = {"idempotency-key": uuid4().hex}, {"name": uuid4().hex}
            while True:
                with suppress(httpx.TransportError):
                    async with self.client() as client:
                        path = f"/api/projects/{self.project}/features"
                        reply = await client.post(path, json=body, headers=key)
                        if reply.status_code == 201:
                            break
                        assert reply.status_code in (409, 503), reply.text
                self.refused += 1
                await asyncio.sleep(0.05)
            await asyncio.sleep(pause * random.random())

    async def log(self) -> list[dict]:
        events: list[dict] = []
        async with self.client() as client:
            while True:
                after = events[-1]["seq"] if events else 0
                query = {"after": after, "limit": 500}
                page = (await client.get(f"/api/projects/{self.project}/events", params=query)).json()["events"]
                if not page:
                    return events
                events += page

    @asynccontextmanager
    async def connected(self, token: str = "") -> AsyncIterator[websockets.ClientConnection]:
        headers = {"authorization": f"Bearer {token or self.token}"}
        url = self.url.replace("http", "ws") + "/api/ws"
        async with websockets.connect(url, additional_headers=headers, proxy=None) as socket:
            yield socket

    async def subscribe(self, socket: websockets.ClientConnection, after: int) -> None:
        await socket.send(json.dumps({"type": "subscribe", "channel": f"project:{self.project}", "after": after}))


@dataclass
class Reader:
    """A client that keeps what it has heard, and goes on after it wherever it is cut off."""

    team: Team
    heard: list[dict] = field(default_factory=list)
    closed_with: list[int | None] = field(default_factory=list)

    @property
    def cursor(self) -> int:
        return self.heard[-1]["seq"] if self.heard else 0

    async def read(self, most: int) -> None:
        """Connect, hear up to so many events, and go without a goodbye."""
        async with self.team.connected() as socket:
            await self.team.subscribe(socket, self.cursor)
            try:
                for _ in range(most + 1):
                    message = json.loads(await asyncio.wait_for(socket.recv(), 20))
                    if message["type"] == "event":
                        self.heard.append(message["event"])
            except websockets.ConnectionClosed:
                self.closed_with.append(socket.close_code)
            finally:
                socket.transport.abort()

    async def read_up_to(self, last: int) -> None:
        """Go on until it has heard this; bounded, for a client that closes may swallow its cancellation."""
        async with asyncio.timeout(120):
            while self.cursor < last:
                try:
                    await self.read(last - self.cursor)
                except (OSError, websockets.WebSocketException):
                    await asyncio.sleep(0.05)


def connections_of(server: Running) -> list[int]:
    """How many TCP connections each worker has."""
    port = int(server.url.rpartition(":")[2])
    return [
        sum(1 for item in _open(worker) if item.laddr.port == port and item.status == psutil.CONN_ESTABLISHED)
        for worker in server.workers()
    ]


def _open(process: psutil.Process) -> list:
    try:
        return process.net_connections("tcp")
    except psutil.Error:
        return []
