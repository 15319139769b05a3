"""Named SQL queries: one text for SQLite and PostgreSQL, plain rows back.

Hot lists read this way: building ORM objects for a page costs ten to thirty times as much as the rows.
`:name` is a parameter. These words are written for each database:

    @time(column)   text in RFC 3339, UTC, milliseconds
    @bool(column)   a JSON boolean as text: use inside a Raw column
    @like           LIKE that ignores case
    @each(:ids)     a list of ids, as JSON text, for IN
    @skip_locked    at a SELECT's end: lock its rows, and leave out those that others have locked
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
_TIME = re.compile(r"@time\(([\w.\"]+)\)")
_EACH = re.compile(r"@each\((:\w+)\)")
_WORDS = {
    "sqlite": {
        "time": r"substr(replace(\1, ' ', 'T'), 1, 23) || 'Z'",
        "like": "LIKE",
        "skip_locked": "",
        "each": r"(SELECT value FROM json_each(\1))",
    },
    "postgres": {
        "time": r"""to_char(\1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""",
        "like": "ILIKE",
        "skip_locked": "FOR UPDATE SKIP LOCKED",
        "each": r"(SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST(\1 AS JSON)))",
    },
}

REGISTRY: dict[str, Query] = {}


class Query:
    """A query by name, for `rows`, `one`, `run` and `run_many`. Every tenant query names its tenant in the text."""

    def __init__(self, name: str, sql: str) -> None:
        self.name, self.sql = name, sql
        self._compiled: dict[str, tuple[str, tuple[str, ...]]] = {}
        REGISTRY[name] = self

    def compiled(self, dialect: str) -> tuple[str, tuple[str, ...]]:
        """The text for a database, and the parameters' names in the order it wants them."""
        if dialect not in self._compiled:
            words = _WORDS[dialect]
            text = _EACH.sub(words["each"], _TIME.sub(words["time"], self.sql))
            for word in ("like", "skip_locked"):
                text = text.replace(f"@{word}", words[word])
            self._compiled[dialect] = _positional(text, numbered=dialect == "postgres")
        return self._compiled[dialect]

    async def rows(self, **parameters: Any) -> list[dict[str, Any]]:
        """All rows, as dictionaries by column name."""
        connection = get_connection("default")
        dialect = connection.capabilities.dialect
        text, names = self.compiled(dialect)
        return await connection.execute_query_dict(text, _values(dialect, names, parameters))

    async def one(self, **parameters: Any) -> dict[str, Any] | None:
        """The first row, if any."""
        rows = await self.rows(**parameters)
        return rows[0] if rows else None

    async def run(self, **parameters: Any) -> int:
        """A statement that returns nothing; how many rows it changed."""
        connection = get_connection("default")
        dialect = connection.capabilities.dialect
        text, names = self.compiled(dialect)
        changed, _ = await connection.execute_query(text, _values(dialect, names, parameters))
        return changed

    async def run_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """A statement that returns nothing, once for each set of parameters, in one go."""
        if rows:
            connection = get_connection("default")
            dialect = connection.capabilities.dialect
            text, names = self.compiled(dialect)
            await connection.execute_many(text, [_values(dialect, names, row) for row in rows])


def _values(dialect: str, names: Sequence[str], parameters: Mapping[str, Any]) -> list[Any]:
    values = [parameters[name] for name in names]
    return [str(value) if isinstance(value, UUID) else value for value in values] if dialect == "sqlite" else values


def _positional(text: str, *, numbered: bool) -> tuple[str, tuple[str, ...]]:
    names: list[str] = []

    def place(match: re.Match[str]) -> str:
        name = match.group(1)
        if not numbered:
            names.append(name)
            return "?"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _PARAMETER.sub(place, text), tuple(names)


def as_uuid(value: Any) -> UUID | None:
    """A UUID column's value: text on SQLite."""
    return value if value is None or isinstance(value, UUID) else UUID(value)


def as_id(value: Any) -> UUID:
    """The same where the column cannot be null."""
    return value if isinstance(value, UUID) else UUID(value)


def as_moment(value: Any) -> datetime:
    """A moment's column: text on SQLite."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def columns(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A part of a row."""
    return {name: row[name] for name in names}
