"""The PostgreSQL engine: Tortoise's for asyncpg, without what it does in vain and with failures told apart.

Statements are prepared and kept by asyncpg itself, for each connection.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import NestedTransactionContext, PoolConnectionWrapper, TransactionContext
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError

from openfactory.core.db.statements import record

RELEASE_SECONDS = 5.0  # for a statement that took too long to be cancelled


class LeanConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that does not clean up what nobody has soiled.

    After each use of a pooled connection asyncpg (0.32) sends a reset query: a round trip of its own, which
    doubled the cost of a save. Nothing here may leave state on a connection (SET LOCAL only, session locks
    are given back), so there is nothing to reset.
    """

    def get_reset_query(self) -> str:
        return ""


class _Recording:
    """Tells whoever counts statements; BEGIN, SAVEPOINT and COMMIT do not come this way."""

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        record(query)
        return await super().execute_insert(query, values)  # type: ignore[misc]

    async def execute_many(self, query: str, values: list[Any]) -> None:
        record(query)
        await super().execute_many(query, values)  # type: ignore[misc]

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, list[Any]]:
        record(query)
        return await super().execute_query(query, values)  # type: ignore[misc, no-any-return]

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        record(query)
        return await super().execute_query_dict(query, values)  # type: ignore[misc, no-any-return]

    async def execute_script(self, query: str) -> None:
        record(query)
        await super().execute_script(query)  # type: ignore[misc]

    async def _translate_exceptions(self, func: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:
        # Tortoise (1.1.9) lets the operating system's errors through, of a connection that is cut.
        try:
            return await super()._translate_exceptions(func, *args, **kwargs)  # type: ignore[misc]
        except DBConnectionError:
            raise
        except OSError as error:
            raise unreachable(error) from error


def unreachable(error: OSError) -> DBConnectionError:
    """The operating system's refusal as Tortoise's class, in one line."""
    reason = error.strerror or str(error) or "no answer in time"
    return DBConnectionError(f"The PostgreSQL server cannot be reached: {reason}")


class _Acquired(PoolConnectionWrapper[Any]):
    """A connection of the pool, opened if need be."""

    async def __aenter__(self) -> Any:
        try:
            return await super().__aenter__()
        except DBConnectionError:
            raise
        except OSError as error:
            raise unreachable(error) from error

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        await _release(self.client, self.connection)


async def _release(client: Any, connection: Any) -> None:
    """Give a connection back. One whose last statement cannot be cancelled, of a silent server, is closed."""
    with contextlib.suppress(OSError):  # what went wrong before is told, not this
        if client._pool is not None:
            await client._pool.release(connection, timeout=RELEASE_SECONDS)


class Client(_Recording, AsyncpgDBClient):
    """A pool of connections."""

    connection_class = LeanConnection

    def acquire_connection(self) -> PoolConnectionWrapper[Any]:
        return _Acquired(self, self._pool_init_lock)

    def _in_transaction(self) -> TransactionContext:
        return Transaction(self)


class Wrapper(_Recording, TransactionWrapper):
    """One connection of the pool, as statements within a transaction see it."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(Wrapper(self))


class Transaction(TransactionContext):
    """A transaction on a connection of the pool.

    Unlike Tortoise's (1.1.9), a BEGIN that is cancelled gives the connection back: a few clients that went
    away at that moment would otherwise leave the pool without any.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self.connection_name = client.connection_name

    async def __aenter__(self) -> Wrapper:
        self.client = Wrapper(self._client)
        self.client._connection = await self._client.acquire_connection().__aenter__()
        try:
            await self.client.begin()
        except BaseException:
            await _release(self._client, self.client._connection)
            raise
        # Only once it has a connection may other tasks see it.
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        try:
            if not self.client._finalized:
                await (self._roll_back() if exc_type else self.client.commit())
        finally:
            get_connections().reset(self.token)
            await _release(self._client, self.client._connection)

    async def _roll_back(self) -> None:
        # On a lost connection it fails, and must not hide what the caller is to hear. The pool closes such a
        # connection, and ends whatever is still open in one that lives.
        with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await self.client.rollback()


client_class = Client
