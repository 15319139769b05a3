"""Databases for the tests of the database layer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import SERVER, Database, on_server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database, of each kind in turn."""
    given: Database = request.getfixturevalue(request.param)
    return given


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    """An SQLite file that is not there yet."""
    return Database(f"sqlite://{tmp_path / 'test.sqlite3'}", "sqlite", tmp_path)


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Database]:
    """An empty PostgreSQL database, dropped afterwards."""
    yield from _empty_postgres(tmp_path)


def _empty_postgres(folder: Path) -> Iterator[Database]:
    name = f"openfactory_test_{secrets.token_hex(6)}"
    asyncio.run(on_server(f"CREATE DATABASE {name}"))
    yield Database(f"{SERVER}/{name}", "postgres", folder)
    asyncio.run(on_server(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def another_postgres(tmp_path: Path) -> Iterator[Database]:
    """A second one."""
    yield from _empty_postgres(tmp_path)


@pytest.fixture
def sqlite_archive(sqlite: Database) -> Path:
    """A backup of an SQLite database, of which the folder `data` is a part."""
    sqlite.run("writing", "prepare")
    sqlite.run("writing", "write_for", 0, 0.1)
    data = sqlite.folder / "data"
    (data / "files").mkdir(parents=True)
    (data / "files" / "old or new").write_text("new")
    (data / "secret.key").write_text("new")
    target = sqlite.folder / "backup.tar.gz"
    sqlite.run("backing_up", "make", str(target), str(data))
    return target
