"""A copy of an SQLite database that is whole, taken while others write to it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path


def copy_database(source: Path, target: Path) -> None:
    """Write a checked copy of `source`; until it is whole, `target` is as it was before.

    VACUUM INTO reads one snapshot and waits for nobody. A stepped backup would start again each time another
    process writes.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(open_to_read(source)) as database:
            database.execute("VACUUM INTO ?", (str(unfinished),))
        check_integrity(unfinished)
        shutil.copymode(source, unfinished)
        _sync(unfinished)
        unfinished.replace(target)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, and makes no file where there is none."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)


def check_integrity(path: Path) -> None:
    """Raise `sqlite3.DatabaseError` when the file is damaged."""
    with closing(open_to_read(path)) as database:
        [(found,)] = database.execute("PRAGMA integrity_check(1)").fetchall()
    if found != "ok":
        raise sqlite3.DatabaseError(f"{path.name} is damaged: {found}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
