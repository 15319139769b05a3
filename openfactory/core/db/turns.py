"""What a transaction asks of PostgreSQL for as long as it lasts: to be alone, to use indexes."""

from __future__ import annotations

from hashlib import blake2b

from tortoise.connection import get_connection

from openfactory.core.db.queries import Query

_LOCK = Query("db.take_turns", "SELECT pg_advisory_xact_lock(CAST(:key AS BIGINT))")

_INDEXES = Query("db.prefer_indexes", "SELECT set_config('enable_seqscan', 'off', true)")


async def take_turns(name: str) -> None:
    """Wait until no other transaction that takes turns under this name is open; call it first in a transaction.

    SQLite has one writer at a time anyway. PostgreSQL's lock is given back with the commit, so it works behind a
    pool that shares connections.
    """
    if _is_postgres():
        key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
        await _LOCK.rows(key=key)


async def prefer_indexes() -> None:
    """Let the planner read no whole table in this transaction where an index would do.

    A plan is kept for as long as PostgreSQL has not looked at the table again, so one that was made for an empty
    table meets the first thousand rows.
    """
    if _is_postgres():
        await _INDEXES.rows()


def _is_postgres() -> bool:
    dialect: str = get_connection("default").capabilities.dialect
    return dialect == "postgres"
