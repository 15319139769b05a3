"""Empty databases of both kinds for tests, looked at past Tortoise."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from scenarios import Scenario

HERE = Path(__file__).parent
SERVER = os.environ.get("OPENFACTORY_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")


@dataclass(frozen=True)
class Database:
    """`folder` is on the import path of the processes that are started."""

    url: str
    dialect: str
    folder: Path

    @property
    def path(self) -> Path:
        return Path(self.url.removeprefix("sqlite://").partition("?")[0])

    def start(self, module: str, function: str, *arguments: Any, url: str | None = None) -> Scenario:
        """A scenario of `module` in a process of its own."""
        return Scenario(self.folder, url or self.url, module, function, *map(json.dumps, arguments))

    def run(self, module: str, function: str, *arguments: Any, url: str | None = None) -> Any:
        """What the scenario returns."""
        return answer(self.start(module, function, *arguments, url=url))

    def query(self, *statements: str) -> list[tuple[Any, ...]]:
        """The rows of the last statement."""
        if self.dialect == "postgres":
            return asyncio.run(_query(self.url, statements))
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys=ON")
            return [connection.execute(statement).fetchall() for statement in statements][-1]

    def schema(self) -> str:
        """Everything that has been defined, as text to compare."""
        if self.dialect == "sqlite":
            defined = self.query(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY sql"
            )
            return "\n".join(sql for (sql,) in defined)
        dump = subprocess.run(["pg_dump", "-s", self.url], text=True, capture_output=True, check=True).stdout
        # Each dump has a random key of its own in lines with this word.
        return "\n".join(line for line in dump.splitlines() if "restrict" not in line)


def answer(process: Scenario) -> Any:
    try:
        out, err = process.communicate(timeout=60)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    assert process.returncode == 0, err
    return json.loads(out.splitlines()[-1])


async def _query(url: str, statements: tuple[str, ...]) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    try:
        rows = [await connection.fetch(statement) for statement in statements]
    finally:
        await connection.close()
    return [tuple(row) for row in rows[-1]]


async def on_server(*statements: str) -> None:
    connection = await asyncpg.connect(f"{SERVER}/postgres")
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
