"""SQL statements: counted while somebody counts, and cut out of a script."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

_listeners: list[list[str]] = []


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """The SQL text of each statement this process sends meanwhile; BEGIN, SAVEPOINT and COMMIT are left out.

    For the whole process and not for the calling task: a request's handler runs in a task of its own.
    """
    statements: list[str] = []
    _listeners.append(statements)
    try:
        yield statements
    finally:
        # By identity: two counters that have seen the same are equal lists.
        _listeners[:] = [listener for listener in _listeners if listener is not statements]


def record(sql: str) -> None:
    """Tell whoever counts. Both engines call this for each statement, so it must cost next to nothing."""
    if _listeners:
        for listener in _listeners:
            listener.append(sql)


def split_statements(script: str) -> Iterator[str]:
    """One statement at a time; semicolons in strings, comments and trigger bodies do not split.

    Tortoise (1.1.9) splits SQLite's at each semicolon, which breaks triggers and strings.
    """
    pending = ""
    for piece in script.split(";"):
        pending += piece + ";"
        if sqlite3.complete_statement(pending):
            if statement := pending.strip().rstrip(";").strip():
                yield statement
            pending = ""
    if tail := pending.strip().rstrip(";").strip():
        yield tail
