"""What a database's failure means, whichever driver and ORM it came through.

Told by PostgreSQL's SQLSTATE and SQLite's extended result codes: texts change with version and language.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from tortoise.exceptions import DBConnectionError

from openfactory.core.db.url import DatabaseUrl

_SQLITE_UNAVAILABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL}
_SQLITE_UNIQUE = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
}
# Connection lost; insufficient resources (disk, memory, connections); server going down; I/O error;
# and what a server says to one it does not let in: bad credentials, no such database.
_POSTGRES_UNAVAILABLE = ("08", "53", "57P", "58", "28", "3D")
_POSTGRES_REASONS = {
    "28P01": "the password is wrong or missing",
    "28000": "the server does not let this user in",
    "3D000": "the server has no database of this name; create it first",
    "53300": "the server has no connection left",
}
_SQLITE_REASONS = {
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; its folder must exist and be writable",
    sqlite3.SQLITE_NOTADB: "the file is not an SQLite database",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore a backup",
    sqlite3.SQLITE_READONLY: "the file is not writable",
    sqlite3.SQLITE_FULL: "the disk is full",
}
_ASYNCPG_CLOSED = ("connection is closed", "pool is clos", "connection has been released")


class DatabaseUnavailable(Exception):
    """The database cannot be used at all; the message is one line, names it, and holds no password."""


def is_unavailable(error: BaseException) -> bool:
    """The database cannot be reached, does not let us in, or cannot work (disk full): later it may."""
    return any(
        isinstance(cause, DBConnectionError)
        or _state(cause).startswith(_POSTGRES_UNAVAILABLE)
        or _primary(cause) in _SQLITE_UNAVAILABLE
        or _closed(cause)
        for cause in _causes(error)
    )


def is_busy(error: BaseException) -> bool:
    """Other transactions held a lock for longer than we wait: the same may succeed if tried again."""
    return any(
        _state(cause) == "55P03" or _primary(cause) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        for cause in _causes(error)
    )


def is_missing_table(error: BaseException) -> bool:
    """There is no such table: the database is not migrated."""
    return any(
        _state(cause) == "42P01"
        # SQLite has no code for it.
        or (_primary(cause) == sqlite3.SQLITE_ERROR and str(cause).startswith("no such table"))
        for cause in _causes(error)
    )


def is_unique_violation(error: BaseException) -> bool:
    """A row with the same key, or the same values of a unique constraint, is there already."""
    return any(_state(cause) == "23505" or _code(cause) in _SQLITE_UNIQUE for cause in _causes(error))


def is_foreign_key_violation(error: BaseException) -> bool:
    """A row that is referred to is missing, or one that others refer to was to be deleted."""
    return any(
        _state(cause) in ("23503", "23001")  # 23001: ON DELETE RESTRICT, from PostgreSQL 18 on
        or _code(cause) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
        # SQLite reports ON DELETE RESTRICT as a trigger's refusal, and only its text tells the two apart.
        or (_code(cause) == sqlite3.SQLITE_CONSTRAINT_TRIGGER and str(cause).startswith("FOREIGN KEY"))
        for cause in _causes(error)
    )


def is_serialization_failure(error: BaseException) -> bool:
    """The transaction met another one (or a deadlock) and was undone: the whole of it may be tried again."""
    return any(
        _state(cause) in ("40001", "40P01") or _code(cause) == sqlite3.SQLITE_BUSY_SNAPSHOT for cause in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it was made from: Tortoise gives the driver's as its first argument."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        first = following.args[0] if following.args else None
        following = first if isinstance(first, BaseException) else following.__cause__


def _state(error: BaseException) -> str:
    """PostgreSQL's SQLSTATE. Looked for by name, so that asyncpg need not be imported where SQLite serves."""
    return getattr(error, "sqlstate", None) or ""


def _code(error: BaseException) -> int | None:
    return getattr(error, "sqlite_errorcode", None) if isinstance(error, sqlite3.Error) else None


def _primary(error: BaseException) -> int | None:
    code = _code(error)
    return None if code is None else code & 0xFF


def _closed(error: BaseException) -> bool:
    return type(error).__module__.startswith("asyncpg") and str(error).startswith(_ASYNCPG_CLOSED)


def unavailable(error: BaseException, url: DatabaseUrl) -> DatabaseUnavailable | None:
    """A refusal that names the database and the reason in one line; None where the error is another one."""
    for cause in _causes(error):
        reason = _POSTGRES_REASONS.get(_state(cause)) or _SQLITE_REASONS.get(_primary(cause) or 0)
        if reason:
            return DatabaseUnavailable(f"The database {url} cannot be used: {reason}")
    if is_unavailable(error):
        return DatabaseUnavailable(f"The database {url} cannot be used: {' '.join(str(error).split())}")
    return None
