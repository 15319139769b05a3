"""A database that cannot be used is told of in one line, which names it and the reason, and no password."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from databases import Database

SECRET = "hunter2"


@pytest.fixture
async def refusing_server() -> AsyncIterator[int]:
    """A server that speaks as much PostgreSQL as it takes to say that the password is wrong."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = int.from_bytes(await reader.readexactly(4))
        if int.from_bytes((await reader.readexactly(length - 4))[:4]) == 80877103:  # may we have TLS?
            writer.write(b"N")
            await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)
        fields = b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0"
        writer.write(b"E" + (len(fields) + 4).to_bytes(4) + fields)
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def refusal(database: Database, url: str, what: str = "status") -> str:
    said: str = await asyncio.to_thread(database.run, "migrating", "refusal", what, url=url)
    assert "\n" not in said
    assert SECRET not in said
    return said


async def test_a_wrong_password(sqlite: Database, refusing_server: int):
    said = await refusal(sqlite, f"postgres://me:{SECRET}@127.0.0.1:{refusing_server}/plant")

    assert said == (
        f"The database postgres://me@127.0.0.1:{refusing_server}/plant cannot be used: the password is wrong or missing"
    )


@pytest.mark.parametrize("what", ["status", "up"])
async def test_a_refused_connection(sqlite: Database, what: str):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    said = await refusal(sqlite, f"postgres://me:{SECRET}@127.0.0.1:{port}/plant", what)

    assert said.startswith(f"The database postgres://me@127.0.0.1:{port}/plant cannot be used: ")
    assert "Connect call failed" in said


async def test_an_unknown_host(sqlite: Database):
    said = await refusal(sqlite, f"postgres://me:{SECRET}@no-such-host.invalid/plant")

    assert said.startswith("The database postgres://me@no-such-host.invalid:5432/plant cannot be used: ")


async def test_no_answer_in_time(sqlite: Database):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]

        said = await refusal(sqlite, f"postgres://me:{SECRET}@127.0.0.1:{port}/plant?connect_seconds=1")

    assert said.endswith("no answer in time")


@pytest.mark.postgres
@pytest.mark.parametrize("what", ["status", "up"])
async def test_a_missing_database(postgres: Database, what: str):
    said = await refusal(postgres, f"{postgres.url}_gone", what)

    assert said.endswith("_gone cannot be used: the server has no database of this name; create it first")


async def test_a_folder_that_is_not_there(sqlite: Database):
    url = f"sqlite://{sqlite.folder}/nowhere/test.sqlite3"

    said = await asyncio.to_thread(sqlite.run, "migrating", "refusal", "up", url=url)

    assert said == (
        f"The database {url} cannot be used: the file cannot be opened; its folder must exist and be writable"
    )


async def test_a_file_that_is_no_database(sqlite: Database):
    sqlite.path.write_text("This is a letter, and not a database. " * 100)

    said = await refusal(sqlite, sqlite.url)

    assert said == f"The database {sqlite.url} cannot be used: the file is not an SQLite database"
