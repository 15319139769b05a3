"""One SQLite connection, opened as this project needs it, with the interface that Tortoise expects.

That interface is aiosqlite's, which keeps a thread for each connection: two switches for each statement, and
a process that hangs at its exit when one was not closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

# Tortoise's adapters are registered when its executor is imported; ours must come after them.
import tortoise.backends.sqlite.executor  # noqa: F401

from openfactory.core.db.statements import record, split_statements

Result = TypeVar("Result")
PRAGMAS = {
    "journal_mode": "WAL",
    "foreign_keys": "ON",
    "temp_store": "MEMORY",
    "mmap_size": 268_435_456,
    "cache_size": -16_000,
    "journal_size_limit": 67_108_864,
    "wal_autocheckpoint": 1_000,
}


def _stored(moment: datetime) -> str:
    """Moments are text and are compared as text, so all are of one zone and one width."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat(" ", "microseconds")


sqlite3.register_adapter(datetime, _stored)
sqlite3.register_adapter(UUID, str)


def open_connection(path: str, synchronous: str, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection in WAL mode, each statement a transaction of its own unless BEGIN is said."""
    # For what is to be done once at the start: to switch to WAL, or to recover it after a crash.
    connection = sqlite3.connect(path, isolation_level=None, timeout=5.0, cached_statements=512)
    try:
        connection.row_factory = sqlite3.Row
        for name, value in {**PRAGMAS, "synchronous": synchronous}.items():
            connection.execute(f"PRAGMA {name}={value}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
        # The event loop waits for other writers. A reader only ever waits for the recovery of the WAL.
        connection.execute(f"PRAGMA busy_timeout={2000 if read_only else 0}")
    except BaseException:
        connection.close()
        raise
    return connection


async def patiently(call: Callable[[], Result], seconds: float) -> Result:
    """What `call` gives, tried again while other processes hold the lock, for at most `seconds`."""
    deadline, delay = time.monotonic() + seconds, 0.0005
    while True:
        try:
            return call()
        except sqlite3.OperationalError as error:
            code = error.sqlite_errorcode & 0xFF
            if code not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() > deadline:
                raise
        await asyncio.sleep(delay * (0.5 + random.random()))  # noqa: S311 - spreads writers, hides nothing
        delay = min(delay * 1.5, 0.01)


class Connection:
    """aiosqlite's interface as far as Tortoise uses it. `execute` is its way to BEGIN and SAVEPOINT."""

    def __init__(self, connection: sqlite3.Connection, busy_seconds: float) -> None:
        self._connection, self._seconds = connection, busy_seconds

    async def execute(self, sql: str, values: Sequence[Any] | None = None) -> sqlite3.Cursor:
        return await patiently(lambda: self._connection.execute(sql, values or ()), self._seconds)

    async def execute_counted(self, sql: str, values: Sequence[Any] | None = None) -> tuple[int, list[Any]]:
        """The number of rows changed or returned, and the rows."""

        def run() -> tuple[int, list[Any]]:
            cursor = self._connection.execute(sql, values or ())
            rows = cursor.fetchall()
            return (cursor.rowcount if cursor.rowcount >= 0 else len(rows)), rows

        record(sql)
        return await patiently(run, self._seconds)

    async def execute_fetchall(self, sql: str, values: Sequence[Any] | None = None) -> list[Any]:
        return (await self.execute_counted(sql, values))[1]

    async def execute_insert(self, sql: str, values: Sequence[Any] | None = None) -> tuple[int | None]:
        record(sql)
        return ((await self.execute(sql, values)).lastrowid,)

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> sqlite3.Cursor:
        record(sql)
        return await patiently(lambda: self._connection.executemany(sql, rows), self._seconds)

    async def executescript(self, script: str) -> None:
        # sqlite3's own commits an open transaction first, and would repeat its start after a wait midway.
        for statement in split_statements(script):
            await self.execute_counted(statement)

    async def commit(self) -> None:
        if self._connection.in_transaction:
            await self.execute("COMMIT")

    async def rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    async def close(self) -> None:
        with contextlib.suppress(sqlite3.OperationalError):  # another process writes: its own close will do
            self._connection.execute("PRAGMA optimize")
        self._connection.close()
