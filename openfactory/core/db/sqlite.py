"""An SQLite engine for Tortoise made for several processes on one file.

Two connections in each process, both used from the event loop's own thread: one that only reads, which in
WAL mode never waits for anybody, and one that writes, behind a lock. A write transaction begins IMMEDIATE, so
what it has read cannot go stale under it; where another process holds the write lock, the wait is the event
loop's and not the thread's.

Tortoise's own engine (1.1.9) begins DEFERRED: a transaction that has read and then writes while another
process has written gets SQLITE_BUSY_SNAPSHOT at once, which no busy_timeout can help.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, cast

from tortoise.backends.base.client import ConnectionWrapper, NestedTransactionContext, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper, translate_exceptions
from tortoise.backends.sqlite.executor import SqliteExecutor
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

from openfactory.core.db.sqlite_connection import Connection, open_connection, patiently
from openfactory.core.db.statements import record

Rows = Sequence[Any]
Counted = tuple[int, Rows]


class Client(SqliteClient):
    """`file_path` is the database's file; `busy_seconds` how long a write waits for other processes."""

    executor_class = SqliteExecutor

    def __init__(self, file_path: str, *, synchronous: str = "FULL", busy_seconds: float = 30.0, **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)
        self.synchronous, self.busy_seconds = synchronous, busy_seconds
        self.reader: sqlite3.Connection | None = None

    async def create_connection(self, with_db: bool) -> None:
        if self._connection:
            return
        try:
            writer, reader = await patiently(self._open, self.busy_seconds)
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error
        self._connection = cast(Any, Connection(writer, self.busy_seconds))
        self.reader = reader
        await self._post_connect()

    def _open(self) -> tuple[sqlite3.Connection, sqlite3.Connection]:
        writer = open_connection(self.filename, self.synchronous)
        try:
            return writer, open_connection(self.filename, self.synchronous, read_only=True)
        except BaseException:
            writer.close()
            raise

    async def close(self) -> None:
        if self.reader is not None:
            self.reader.close()
            self.reader = None
        await super().close()

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        return _Acquired(self._lock, self)

    def _in_transaction(self) -> TransactionContext:
        return Transaction(self)

    async def _read(self, query: str, values: Sequence[Any] | None) -> Rows | None:
        """The rows, or None where the statement is not one for the reading connection."""
        query = _without_zeros(query)
        if query.lstrip()[:4].upper() not in ("SELE", "WITH"):
            return None
        if self.reader is None:
            async with self._lock:
                await self.create_connection(with_db=True)
            assert self.reader is not None
        try:
            rows = self.reader.execute(query, values or ()).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_READONLY:  # WITH … UPDATE
                return None
            record(query)
            raise OperationalError(error) from error
        record(query)
        return rows

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Counted:
        if (rows := await self._read(query, values)) is not None:
            return len(rows), rows
        return cast(Counted, await _counted(self, query, values))

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        if (rows := await self._read(query, values)) is not None:
            return list(map(dict, rows))
        rows_dict: list[dict[str, Any]] = await super().execute_query_dict(query, values)
        return rows_dict

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)


class _Acquired(ConnectionWrapper[Any]):
    """Tortoise's (1.1.9) keeps the lock when the file cannot be opened, and nobody ever gets it again."""

    async def __aenter__(self) -> Any:
        await self._lock.acquire()
        try:
            await self.ensure_connection()
        except BaseException:
            self._lock.release()
            raise
        return self.connection


@translate_exceptions
async def _counted(client: SqliteClient, query: str, values: list[Any] | None) -> Counted:
    """How many rows the statement itself changed, and what it returned.

    Tortoise (1.1.9) takes the connection's total_changes, which also counts rows that triggers changed: with
    a full-text index an optimistic lock never saw its 1.
    """
    async with client.acquire_connection() as connection:
        return cast(Counted, await connection.execute_counted(_without_zeros(query), values))


def _without_zeros(query: str) -> str:
    """SQLite's parser stops at a zero byte, which a literal may hold (as Tortoise's own engine does it)."""
    return query.replace("\x00", "'||CHAR(0)||'")


class Wrapper(SqliteTransactionWrapper):
    """The writing connection, as statements within a transaction see it."""

    _connection: Any  # a Connection; Tortoise says aiosqlite's

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Counted:
        return cast(Counted, await _counted(self, query, values))

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(Wrapper(self))

    async def begin(self) -> None:
        await self._connection.execute("BEGIN IMMEDIATE")


class Transaction(TransactionContext):
    """The process's one write transaction at a time.

    Unlike Tortoise's (1.1.9), a BEGIN that fails or is cancelled lets go of the lock, and a COMMIT that fails
    is rolled back: it would leave the transaction open, and every later BEGIN refused.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self.connection_name = client.connection_name

    async def __aenter__(self) -> Wrapper:
        await self._client._lock.acquire()
        try:
            await self._client.create_connection(with_db=True)
            self.client = Wrapper(self._client)
            await self.client.begin()
        except BaseException as error:
            self._client._lock.release()
            if isinstance(error, sqlite3.OperationalError):
                raise OperationalError(error) from error
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        try:
            if not self.client._finalized:
                await (self.client.rollback() if exc_type else self._commit())
        finally:
            get_connections().reset(self.token)
            self._client._lock.release()

    async def _commit(self) -> None:
        try:
            await self.client.commit()
        except BaseException as error:
            await self.client.rollback()
            if isinstance(error, sqlite3.IntegrityError):
                raise IntegrityError(error) from error
            if isinstance(error, sqlite3.OperationalError):
                raise OperationalError(error) from error
            raise


client_class = Client
