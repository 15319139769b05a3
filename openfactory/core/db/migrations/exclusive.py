"""One migrating process at a time; Tortoise (1.1.9) has no lock, and of four at once all but one failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction

from openfactory.core.db.failures import is_busy
from openfactory.core.db.migrations.errors import MigrationError

ADVISORY_KEY = 0x0FAC7041  # any number, the same in every process and version
LOCK_SECONDS = 120.0
STILL_MIGRATING = "Another process is still migrating this database"


@asynccontextmanager
async def exclusively(client: BaseDBAsyncClient) -> AsyncIterator[BaseDBAsyncClient]:
    """Hold the database's migration lock, and give the connection to migrate with."""
    if client.capabilities.dialect == "sqlite":
        async with _sqlite(client) as transaction:
            yield transaction
    else:
        async with _postgres(client):
            yield client


@asynccontextmanager
async def _sqlite(client: BaseDBAsyncClient) -> AsyncIterator[BaseDBAsyncClient]:
    """The whole run is one transaction, and SQLite's own write lock the lock: a failure leaves nothing of it.

    Foreign keys are off, since a rebuild drops a table that others refer to; that has no effect within a
    transaction, so it is said before. They are checked as a whole before the commit.
    """
    await client.execute_query("PRAGMA foreign_keys=OFF")
    try:
        async with in_transaction(client.connection_name) as transaction:
            yield transaction
            if broken := await transaction.execute_query_dict("PRAGMA foreign_key_check"):
                tables = ", ".join(sorted({f"{row['table']} → {row['parent']}" for row in broken}))
                rows = f"{len(broken)} rows would refer to nothing ({tables})"
                raise MigrationError(f"Nothing was changed: {rows}")
    except Exception as error:
        if is_busy(error):
            raise MigrationError(STILL_MIGRATING) from error
        raise


@asynccontextmanager
async def _postgres(client: BaseDBAsyncClient) -> AsyncIterator[None]:
    """A session's lock on a connection of its own.

    Tried and not waited for: a session that waits holds a snapshot, and CREATE INDEX CONCURRENTLY would wait
    for it in turn. Being a session's, it needs PostgreSQL itself and not pgbouncer in transaction mode.
    """
    deadline = time.monotonic() + LOCK_SECONDS
    async with client.acquire_connection() as holder:
        while not await holder.fetchval("SELECT pg_try_advisory_lock($1)", ADVISORY_KEY):
            if time.monotonic() > deadline:
                raise MigrationError(STILL_MIGRATING)
            await asyncio.sleep(0.2)
        try:
            yield
        finally:
            await holder.fetchval("SELECT pg_advisory_unlock($1)", ADVISORY_KEY)
