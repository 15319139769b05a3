"""A copy of an SQLite database before its schema changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from openfactory.core.db.migrations.errors import MigrationError
from openfactory.core.db.migrations.recorder import TABLE
from openfactory.core.db.sqlite_copy import copy_database, open_to_read

KEPT = 3


def copy_before(path: Path, migration: str) -> None:
    """Copy the file next to itself as `….before-<migration>.sqlite3`; keep the last three copies.

    Call it with the write lock held: the copy is then exactly what the migration finds.
    """
    target = path.with_name(f"{path.stem}.before-{migration}.sqlite3")
    try:
        copy_database(path, target)
    except (sqlite3.Error, OSError) as error:
        raise MigrationError(f"Nothing was changed: no copy could be made before ({error})") from error
    copies = path.parent.glob(f"{_literal(path.stem)}.before-*.sqlite3")
    for old in sorted(copies, key=lambda copy: copy.stat().st_mtime_ns)[:-KEPT]:
        old.unlink()


def has_rows(path: Path) -> bool:
    """Whether there is anything but the record of migrations that could be lost."""
    with closing(open_to_read(path)) as database:
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> ? "
            "AND sql NOT LIKE 'CREATE VIRTUAL%'",
            (TABLE,),
        ).fetchall()
        return any(database.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for (name,) in tables)


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
