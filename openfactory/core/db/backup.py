"""Backup and restore: the database, DATA/files and DATA/secret.key in one archive."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

import openfactory
from openfactory.core import clock
from openfactory.core.db import archive, placing, postgres_tools
from openfactory.core.db.archive import BackupError, Manifest, Progress
from openfactory.core.db.config import tortoise_config
from openfactory.core.db.failures import DatabaseUnavailable, unavailable
from openfactory.core.db.migrations import Migrator
from openfactory.core.db.sqlite_copy import check_integrity, copy_database, open_to_read
from openfactory.core.db.tables import Tables
from openfactory.core.db.url import DatabaseUrl, parse

__all__ = ["BackupError", "Manifest", "Progress", "backup", "finish_interrupted_restore", "restore"]


async def finish_interrupted_restore(data: Path, url: str) -> None:
    """End a restore that was killed: what was decided is carried out, everything else thrown away.

    On PostgreSQL the database's commit decides: files follow it. Raises DatabaseUnavailable where it cannot be asked.
    """
    database, token = parse(url), placing.prepared(data)
    postgres = database.dialect == "postgres"
    if token and postgres and await postgres_tools.has_loaded(database, token):
        decided = await asyncio.to_thread(placing.decide, data)
    else:
        decided = await asyncio.to_thread(placing.finish, data)
    if decided and postgres:
        await postgres_tools.forget_load(database)


def _silent(done: int, total: int, what: str) -> None:
    pass


async def backup(
    target: Path, *, url: str, tables: Iterable[Tables], data: Path, progress: Progress = _silent
) -> Manifest:
    """Write a backup to `target` while everything runs on.

    The database is one snapshot, and taken first: files that came later do no harm, and files that it knows
    are there unless somebody has deleted them meanwhile.
    """
    _check_free(target)
    database = parse(url)
    status = await Migrator(tortoise_config(url, tables)).status()
    if not status.applied:
        raise BackupError(f"The database {database} is empty: there is nothing to back up")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        progress(0, 1, "database")
        copy = Path(folder, archive.DATABASE[database.dialect])
        await _copy(database, copy)
        manifest = Manifest(
            format=archive.FORMAT,
            version=openfactory.__version__,
            dialect=database.dialect,
            created_at=clock.now().isoformat(),
            migrations=[*status.applied, *status.unknown],
            files=len(archive.files_of(data)),
        )
        await asyncio.to_thread(archive.write, target, manifest, copy, data, progress)
    progress(1, 1, "")
    return manifest


async def restore(
    source: Path,
    *,
    url: str,
    tables: Iterable[Tables],
    data: Path,
    force: bool = False,
    progress: Progress = _silent,
) -> Manifest:
    """Put a backup's content where the settings say. The server must be stopped.

    A target that has tables or files is refused, and so is a backup with migrations that are not installed
    here, unless `force` is given. Until all of it has been read, nothing is changed.
    """
    database = parse(url)
    await finish_interrupted_restore(data, url)
    if not force:
        await _check_empty(database, data)
    folder = placing.start(data)
    try:
        with archive.opened(source) as (manifest, tar):
            _check_fits(manifest, database, [] if force else await _unknown(manifest, url, tables))
            await asyncio.to_thread(archive.extract, tar, manifest, folder, progress)
        await _place(database, data, folder)
    finally:
        with suppress(DatabaseUnavailable):  # else the next start sees to it
            await finish_interrupted_restore(data, url)
    progress(1, 1, "")
    return manifest


def _check_free(target: Path) -> None:
    if target.exists():
        raise BackupError(f"{target} is there already")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}")


async def _copy(database: DatabaseUrl, target: Path) -> None:
    if database.dialect == "postgres":
        await postgres_tools.dump(database, target)
        return
    try:
        await asyncio.to_thread(copy_database, Path(database.path), target)
    except sqlite3.Error as error:
        raise unavailable(error, database) or BackupError(f"{database} cannot be copied: {error}") from error


async def _check_empty(database: DatabaseUrl, data: Path) -> None:
    postgres = database.dialect == "postgres"
    empty = await postgres_tools.is_empty(database) if postgres else _is_empty(Path(database.path))
    if not empty:
        raise BackupError(f"The database {database} is not empty: restore with --force to replace it")
    if archive.files_of(data):
        raise BackupError(f"{data / archive.FILES} is not empty: restore with --force to replace it")


def _is_empty(path: Path) -> bool:
    if not path.exists() or not path.stat().st_size:
        return True
    try:
        with closing(open_to_read(path)) as database:
            return not database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.DatabaseError:
        return False


async def _unknown(manifest: Manifest, url: str, tables: Iterable[Tables]) -> list[str]:
    """The backup's migrations that are not installed here."""
    status = await Migrator(tortoise_config(url, tables)).status()
    return sorted(set(manifest.migrations) - {*status.applied, *status.pending})


def _check_fits(manifest: Manifest, database: DatabaseUrl, unknown: list[str]) -> None:
    if manifest.dialect != database.dialect:
        raise BackupError(f"It is of {manifest.dialect}, and the settings name {database}")
    if unknown:
        raise BackupError(
            f"openfactory {manifest.version} with migrations that are not installed here made it: "
            f"{', '.join(unknown)}. Install them, or restore with --force"
        )


async def _place(database: DatabaseUrl, data: Path, folder: Path) -> None:
    staged = folder / archive.DATABASE[database.dialect]
    moves: list[placing.Move] = []
    if database.dialect != "postgres":
        moves.append(await asyncio.to_thread(_sqlite_move, staged, Path(database.path)))
    files = folder / archive.FILES
    files.mkdir(exist_ok=True)
    moves.append((files, data / archive.FILES))
    moves.append((folder / archive.KEY, data / archive.KEY))
    token = secrets.token_hex(16)
    await asyncio.to_thread(placing.prepare, data, [move for move in moves if move[0].exists()], token)
    if database.dialect == "postgres":
        # One transaction, and the last thing that can fail: what follows are renames, which its commit decides.
        await postgres_tools.load(database, staged, token)
    await asyncio.to_thread(placing.decide, data)
    if database.dialect == "postgres":
        await postgres_tools.forget_load(database)


def _sqlite_move(staged: Path, target: Path) -> placing.Move:
    try:
        check_integrity(staged)
    except sqlite3.DatabaseError as error:
        raise BackupError(f"The backup's database cannot be used: {error}") from error
    target.parent.mkdir(parents=True, exist_ok=True)
    if staged.stat().st_dev != target.parent.stat().st_dev:  # a rename stays within one file system
        staged = Path(shutil.move(staged, target.with_name(f".{target.name}.restored")))
    _release(target)
    return staged, target


def _release(target: Path) -> None:
    """Leave the old database without a log beside it, which SQLite would replay into the new one.

    To leave WAL mode writes the log into the file, and needs that no other process has it open.
    """
    try:
        if target.exists():
            with closing(sqlite3.connect(target, isolation_level=None, timeout=1)) as database:
                database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise BackupError(f"{target} is in use: stop the server first ({error})") from error
    except sqlite3.DatabaseError:
        pass  # damaged, or none at all: it is being replaced
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
