"""An archive that is not what it should be, or a database in use, changes nothing."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from databases import Database
from writing import COUNTED


def with_member(archive: Path, member: tarfile.TarInfo, content: bytes = b"evil") -> Path:
    """A copy of the archive with one more member."""
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for info in old:
            new.addfile(info, old.extractfile(info))
        member.size = len(content) if member.isreg() else 0
        new.addfile(member, io.BytesIO(content))
    return target


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize(
    "evil",
    [
        member("../evil"),
        member("files/../../evil"),
        member("/tmp/openfactory-evil"),
        member("evil"),
        member("files/evil", tarfile.SYMTYPE, "/etc"),
        member("files/evil", tarfile.LNKTYPE, "/etc/passwd"),
        member("files/evil", tarfile.FIFOTYPE),
        member("moves.json"),
    ],
    ids=lambda info: f"{info.name} {info.type.decode()}",
)
def test_nothing_is_written_outside_the_target(sqlite_archive: Path, sqlite: Database, evil: tarfile.TarInfo):
    folder = sqlite.folder / "target"
    changed = with_member(sqlite_archive, evil)

    said = sqlite.run(
        "backing_up",
        "refusal",
        "put_back",
        str(changed),
        str(folder / "data"),
        url=f"sqlite://{folder}/x.sqlite3",
    )

    assert f"It holds something that does not belong into a backup: {evil.name!r}" in said
    assert not Path("/tmp/openfactory-evil").exists()
    assert list(sqlite.folder.rglob("evil")) == []
    assert list(folder.rglob("*")) == [folder / "data"]


def changed_manifest(archive: Path, **changes: object) -> Path:
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for info in old:
            content = old.extractfile(info).read()
            if info.name == "manifest.json":
                content = json.dumps({**json.loads(content), **changes}).encode()
                info.size = len(content)
            new.addfile(info, io.BytesIO(content))
    return target


def truncated(archive: Path) -> Path:
    target = archive.with_name("changed.tar.gz")
    target.write_bytes(archive.read_bytes()[:-2000])
    return target


def damaged(archive: Path) -> Path:
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for info in old:
            content = bytearray(old.extractfile(info).read())
            if info.name == "database.sqlite3":
                content[5000:9000] = os.urandom(4000)
            new.addfile(info, io.BytesIO(content))
    return target


def foreign(archive: Path) -> Path:
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(target, "w:gz") as new:
        new.add(__file__, "holiday.py")
    return target


def no_archive(archive: Path) -> Path:
    target = archive.with_name("changed.tar.gz")
    target.write_text("a letter")
    return target


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda archive: changed_manifest(archive, format=99), "Its format is 99, and this version reads 1"),
        (
            lambda archive: changed_manifest(archive, dialect="postgres"),
            "It is of postgres, and the settings name sqlite://",
        ),
        (
            lambda archive: changed_manifest(archive, dialect="oracle"),
            "It is of an unknown kind of database, oracle",
        ),
        (lambda archive: changed_manifest(archive, surprise=1), "Its manifest cannot be read"),
        (truncated, "cannot be read whole"),
        (damaged, "The backup's database cannot be used"),
        (foreign, "It has no manifest"),
        (no_archive, "cannot be read whole"),
    ],
)
def test_what_cannot_be_restored_changes_nothing(
    sqlite: Database, sqlite_archive: Path, change: Callable[[Path], Path], message: str
):
    data = sqlite.folder / "data"
    rows = sqlite.query(COUNTED)

    said = sqlite.run("backing_up", "refusal", "put_back", str(change(sqlite_archive)), str(data), True)

    assert message in said
    assert sqlite.query(COUNTED) == rows
    assert sorted(path.name for path in data.iterdir()) == ["files", "secret.key"]


def test_a_database_in_use_is_not_replaced(sqlite: Database, sqlite_archive: Path):
    with closing(sqlite3.connect(sqlite.path)) as server:
        server.execute("PRAGMA journal_mode=WAL")
        server.execute("SELECT count(*) FROM users").fetchall()

        said = sqlite.run("backing_up", "refusal", "put_back", str(sqlite_archive), str(sqlite.folder / "data"), True)

    assert "is in use: stop the server first" in said
