"""Migrated databases for tests: made once, copied for each test."""

from __future__ import annotations

import os
import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import asyncpg

from openfactory.app import installed_tables
from openfactory.core.db.config import tortoise_config
from openfactory.core.db.migrations import Migrator


class Databases(ABC):
    """A migrated template, and copies of it."""

    @abstractmethod
    async def prepare(self) -> None:
        """Make and migrate the template."""

    @abstractmethod
    def copy(self) -> AbstractAsyncContextManager[str]:
        """An async context manager that gives the URL of a copy."""

    @abstractmethod
    async def discard(self) -> None:
        """Delete the template."""

    async def missing(self) -> str | None:
        """Why there can be none here."""
        return None


class SqliteDatabases(Databases):
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._template = folder, folder / "template.sqlite3"

    async def prepare(self) -> None:
        await Migrator(tortoise_config(f"sqlite://{self._template}", installed_tables())).up()

    @asynccontextmanager
    async def copy(self) -> AsyncIterator[str]:
        file = self._folder / f"{secrets.token_hex(6)}.sqlite3"
        shutil.copyfile(self._template, file)
        yield f"sqlite://{file}"
        for path in self._folder.glob(file.name + "*"):
            path.unlink()

    async def discard(self) -> None:
        self._template.unlink(missing_ok=True)


class PostgresDatabases(Databases):
    """Databases named openfactory_test_… on a server that tests may use."""

    def __init__(self, worker: str) -> None:
        self._server = os.environ.get("OPENFACTORY_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
        self._template = f"openfactory_test_{worker}_{os.getpid()}_{secrets.token_hex(3)}"

    async def missing(self) -> str | None:
        try:
            await self._run("SELECT 1")
        except (OSError, asyncpg.PostgresError) as error:
            return f"no PostgreSQL answers at {self._server}: {error}"
        return None

    async def prepare(self) -> None:
        await self._run(f"CREATE DATABASE {self._template}")
        await Migrator(tortoise_config(f"{self._server}/{self._template}", installed_tables())).up()

    @asynccontextmanager
    async def copy(self) -> AsyncIterator[str]:
        name = f"{self._template}_{secrets.token_hex(4)}"
        await self._run(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        try:
            yield f"{self._server}/{name}"
        finally:
            await self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[str]:
        """A database with nothing in it."""
        await self._run(f"CREATE DATABASE {self._template}")
        try:
            yield f"{self._server}/{self._template}"
        finally:
            await self.discard()

    async def discard(self) -> None:
        await self._run(f"DROP DATABASE IF EXISTS {self._template} WITH (FORCE)")

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(f"{self._server}/postgres", timeout=5)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
