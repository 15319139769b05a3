"""A PostgreSQL server that falls silent: requests are refused in time, and answered again when it speaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import httpx
import pytest
from databases import Database

from openfactory.testing.server import Running, running_server

pytestmark = [pytest.mark.postgres, pytest.mark.processes]


class Line:
    """A TCP line to the server; while it is `silent`, nothing goes through and nothing ends."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._open = asyncio.Event()
        self._open.set()
        self._ends: set[asyncio.StreamWriter] = set()
        self.port = 0

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[Line]:
        async with await asyncio.start_server(self._connected, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self
            self._open.set()
            for end in self._ends:
                end.close()

    def fall_silent(self) -> None:
        self._open.clear()

    def speak(self) -> None:
        self._open.set()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._open.wait()
        there, back = await asyncio.open_connection(*self._to)
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        self._ends.discard(writer)
        writer.close()


@pytest.fixture
async def line(postgres: Database) -> AsyncIterator[Line]:
    server = urlsplit(postgres.url)
    async with Line(server.hostname or "127.0.0.1", server.port or 5432).laid() as line:
        yield line


async def sign_up(client: httpx.AsyncClient) -> str:
    person = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
    reply = await client.post("/api/auth/signup", json={**person, "organizationName": "Acme"})
    assert reply.status_code == 201, reply.text
    return f"Bearer {reply.json()['session']['token']}"


async def test_requests_are_refused_in_time_and_answered_again_when_it_speaks(postgres, line, tmp_path):
    url = urlsplit(postgres.url)
    user = url.netloc.rpartition("@")[0]
    environment = {
        "OPENFACTORY_DATA": str(tmp_path / "data"),
        "OPENFACTORY_DATABASE_URL": f"postgres://{user}@127.0.0.1:{line.port}{url.path}?connect_seconds=1",
        "OPENFACTORY_DATABASE_STATEMENT_SECONDS": "1",
        "OPENFACTORY_BROKER_URL": "memory://",
    }
    start = running_server("--workers", "1", "--no-jobs", env=environment)
    server: Running = await asyncio.to_thread(start.__enter__)
    try:
        async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=60) as client:
            client.headers["authorization"] = await sign_up(client)
            assert (await client.get("/api/organizations")).status_code == 200

            line.fall_silent()
            read = [client.get("/api/organizations") for _ in range(3)]
            written = [client.post("/api/organizations", json={"name": "Boats"}) for _ in range(3)]
            replies = await asyncio.gather(*read, *written)
            assert [reply.status_code for reply in replies] == [503] * 6
            assert {reply.json()["code"] for reply in replies} == {"server.unavailable"}
            assert (await client.get("/health/live")).status_code == 200

            line.speak()
            answers = await asyncio.gather(*(client.get("/api/organizations") for _ in range(20)))
            assert {reply.status_code for reply in answers} == {200}
    finally:
        await asyncio.to_thread(start.__exit__, None, None, None)
