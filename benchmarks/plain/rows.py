"""Rows for the handlers written by hand: openfactory's own statements on asyncpg's pool, or on the stdlib's sqlite3."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg

Row = dict[str, Any]


class Rows(ABC):
    """`rows` runs a statement by its name; parameters are given by name, in the order that it wants them."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.database: str = given["database"]
        self.pool_size: int = given["pool"]
        self.statements = {
            name: (statement["text"], tuple(statement["parameters"])) for name, statement in given["statements"].items()
        }

    @abstractmethod
    async def open(self) -> None:
        """Connect, in the event loop that serves."""

    @abstractmethod
    async def close(self) -> None:
        """Give everything back."""

    @abstractmethod
    async def rows(self, name: str, **values: Any) -> list[Row]:
        """All rows."""

    async def one(self, name: str, **values: Any) -> Row | None:
        """The first row, if any."""
        rows = await self.rows(name, **values)
        return rows[0] if rows else None


class _Lean(asyncpg.Connection):  # type: ignore[misc]
    """Not reset after each use, which would be a round trip that neither node-postgres nor openfactory makes."""

    def get_reset_query(self) -> str:
        return ""


class PostgresRows(Rows):
    """A pool of connections; asyncpg prepares statements by itself."""

    async def open(self) -> None:
        self._pool = await asyncpg.create_pool(
            self.database, min_size=1, max_size=self.pool_size, connection_class=_Lean
        )

    async def close(self) -> None:
        await self._pool.close()

    async def rows(self, name: str, **values: Any) -> list[Row]:
        text, names = self.statements[name]
        return list(map(dict, await self._pool.fetch(text, *[values[each] for each in names])))


class SqliteRows(Rows):
    """One connection, used from the event loop's own thread, as openfactory does it."""

    async def open(self) -> None:
        self._connection = sqlite3.connect(self.database, isolation_level=None)
        self._connection.row_factory = sqlite3.Row

    async def close(self) -> None:
        self._connection.close()

    async def rows(self, name: str, **values: Any) -> list[Row]:
        text, names = self.statements[name]
        given = [_stored(values[each]) for each in names]
        return list(map(dict, self._connection.execute(text, given).fetchall()))


def _stored(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.astimezone(UTC).isoformat(" ", "microseconds") if isinstance(value, datetime) else value


def rows_of(given: Mapping[str, Any]) -> Rows:
    """Those of the database that the seed is in."""
    return PostgresRows(given) if given["dialect"] == "postgres" else SqliteRows(given)
