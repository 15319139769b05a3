"""The backup's archive: one .tar.gz with a manifest, the database, the files and the secret key.

manifest.json
database.sqlite3 or database.dump       a whole SQLite file, or PostgreSQL's own format (pg_dump -Fc)
secret.key                              where DATA has one: stored secrets cannot be read without it
files/…                                 where DATA has them
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

FORMAT = 1
DATABASE = {"sqlite": "database.sqlite3", "postgres": "database.dump"}
KEY = "secret.key"
FILES = "files"
Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what comes now ("" at the end); from any thread."""


class BackupError(RuntimeError):
    """A backup that cannot be made or used; the message is for the person who wants it."""


@dataclass(frozen=True)
class Manifest:
    """What an archive is of. `format` says how to read it, `version` is openfactory's."""

    format: int
    version: str
    dialect: str
    created_at: str
    migrations: list[str]
    files: int

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        """Refuse what this version cannot read."""
        try:
            manifest = cls(**json.loads(text))
        except (TypeError, ValueError) as error:
            raise BackupError("Its manifest cannot be read: `openfactory backup` did not make it") from error
        if manifest.format != FORMAT:
            raise BackupError(f"Its format is {manifest.format}, and this version reads {FORMAT}")
        if manifest.dialect not in DATABASE:
            raise BackupError(f"It is of an unknown kind of database, {manifest.dialect}")
        return manifest


def files_of(data: Path) -> list[Path]:
    """The regular files below DATA/files; links and sockets are nobody's content."""
    return sorted(path for path in (data / FILES).rglob("*") if path.is_file() and not path.is_symlink())


def write(target: Path, manifest: Manifest, database: Path, data: Path, progress: Progress) -> None:
    """Write the archive; until it is whole there is nothing at `target`. Only its owner may read it."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with _private(unfinished) as stream, tarfile.open(fileobj=stream, mode="w:gz") as tar:
            _add_bytes(tar, "manifest.json", json.dumps(asdict(manifest), indent=2).encode())
            _add(tar, DATABASE[manifest.dialect], database)
            _add(tar, KEY, data / KEY)
            _add_files(tar, data, progress)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _add_files(tar: tarfile.TarFile, data: Path, progress: Progress) -> None:
    files = files_of(data)
    for number, path in enumerate(files):
        name = path.relative_to(data).as_posix()
        progress(number, len(files), name)
        _add(tar, name, path)


def _add(tar: tarfile.TarFile, name: str, path: Path) -> None:
    try:
        with path.open("rb") as content:
            info = tar.gettarinfo(arcname=name, fileobj=content)
            tar.addfile(info, content)
    except FileNotFoundError:
        return  # deleted meanwhile, or never there


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


@contextmanager
def opened(source: Path) -> Iterator[tuple[Manifest, tarfile.TarFile]]:
    """The archive with its manifest read; damage of any kind is one error."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            first = tar.next()
            if first is None or first.name != "manifest.json" or (content := tar.extractfile(first)) is None:
                raise BackupError("It has no manifest: `openfactory backup` did not make it")
            yield Manifest.read(content.read()), tar
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BackupError(f"{source} cannot be read whole: {error}") from error
    except BackupError as error:
        raise BackupError(f"{source} cannot be restored. {error}") from error


def extract(tar: tarfile.TarFile, manifest: Manifest, folder: Path, progress: Progress) -> None:
    """Everything but the manifest, into an empty folder. Nothing is written anywhere else."""
    known = {DATABASE[manifest.dialect], KEY}
    done = 0
    while (member := tar.next()) is not None:
        path = PurePosixPath(member.name)
        inside = path.parts[:1] == (FILES,) and len(path.parts) > 1 and ".." not in path.parts
        if not member.isreg() or not (member.name in known or inside):
            raise BackupError(f"It holds something that does not belong into a backup: {member.name!r}")
        progress(done, manifest.files + 1, member.name)
        _extract(tar, member, folder.joinpath(*path.parts))
        done += 1
    if not (folder / DATABASE[manifest.dialect]).exists():
        raise BackupError("It holds no database")


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    content = tar.extractfile(member)
    assert content is not None  # a regular file's
    target.parent.mkdir(parents=True, exist_ok=True)
    with _private(target) as stream:
        shutil.copyfileobj(content, stream, 1 << 20)


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner may read, on the disk when the block ends."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())
