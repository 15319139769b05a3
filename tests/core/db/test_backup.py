"""A backup holds one moment of everything, and a restore puts all of it back or nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from databases import Database, answer
from writing import COUNTED


@pytest.fixture
def data(database: Database) -> Path:
    """The data folder of a database that has something in it: rows, files and a secret key."""
    database.run("writing", "prepare")
    database.run("writing", "write_for", 0, 0.3)
    folder = database.folder / "data"
    (folder / "files" / "deep").mkdir(parents=True)
    (folder / "files" / "deep" / "ä picture.png").write_bytes(b"picture" * 100_000)
    (folder / "files" / "note").write_text("note")
    (folder / "files" / "link").symlink_to("/etc/hostname")
    (folder / "secret.key").write_text("the key")
    return folder


@pytest.fixture
def archive(database: Database, data: Path) -> Path:
    target = database.folder / "backup.tar.gz"
    database.run("backing_up", "make", str(target), str(data))
    return target


@pytest.fixture
def elsewhere(database: Database, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """An empty database of the same kind, with a data folder that is not there yet."""
    folder = tmp_path_factory.mktemp("elsewhere")
    if database.dialect == "sqlite":
        return Database(f"sqlite://{folder / 'other.sqlite3'}", "sqlite", folder)
    return Database(request.getfixturevalue("another_postgres").url, "postgres", folder)


def is_consistent(database: Database) -> bool:
    [(counter, rows)] = database.query(COUNTED)
    return int(counter) == rows > 0


def test_a_backup_made_while_others_write_holds_whole_transactions(database: Database, data: Path, elsewhere: Database):
    writers = [database.start("writing", "write_for", who, 10) for who in (1, 2, 3)]
    target = database.folder / "busy.tar.gz"
    rows_before = database.query(COUNTED)[0][1]
    deadline = time.monotonic() + 30
    while database.query(COUNTED)[0][1] == rows_before and time.monotonic() < deadline:
        time.sleep(0.05)

    database.run("backing_up", "make", str(target), str(data))

    assert all(process.poll() is None for process in writers)  # they were still writing
    assert all(answer(process) > 0 for process in writers)
    elsewhere.run("backing_up", "put_back", str(target), str(elsewhere.folder / "data"))
    assert is_consistent(elsewhere)
    assert elsewhere.query(COUNTED)[0][1] < database.query(COUNTED)[0][1]


def test_database_files_and_key_come_back(database: Database, data: Path, archive: Path, elsewhere: Database):
    other = elsewhere.folder / "data"

    manifest = elsewhere.run("backing_up", "put_back", str(archive), str(other))

    assert elsewhere.query(COUNTED) == database.query(COUNTED)
    assert (other / "files" / "deep" / "ä picture.png").read_bytes() == b"picture" * 100_000
    assert (other / "files" / "note").read_text() == "note"
    assert not (other / "files" / "link").exists()
    assert (other / "secret.key").read_text() == "the key"
    assert (other / "secret.key").stat().st_mode & 0o777 == 0o600
    assert manifest["migrations"][-1] == "risk.0001_initial"
    assert manifest["files"] == 2
    assert sorted(path.name for path in other.iterdir()) == ["files", "secret.key"]
    assert elsewhere.run("migrating", "missing") == []


def test_an_archive_is_its_owners_alone(database: Database, archive: Path):
    assert archive.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in database.folder.iterdir() if path.name.startswith(".")] == []


def test_an_archive_that_is_there_is_not_overwritten(database: Database, data: Path, archive: Path):
    before = archive.read_bytes()

    said = database.run("backing_up", "refusal", "make", str(archive), str(data))

    assert said == f"{archive} is there already"
    assert archive.read_bytes() == before


def test_an_empty_database_is_not_backed_up(database: Database):
    said = database.run("backing_up", "refusal", "make", str(database.folder / "x.tar.gz"), str(database.folder))

    assert said.endswith("is empty: there is nothing to back up")


def test_what_is_there_is_replaced_by_force_only(database: Database, data: Path, archive: Path):
    wanted = database.query(COUNTED)
    database.run("writing", "write_for", 7, 0.3)
    (data / "files" / "later").write_text("later")
    now = database.query(COUNTED)

    said = database.run("backing_up", "refusal", "put_back", str(archive), str(data))
    assert said.endswith("is not empty: restore with --force to replace it")
    assert database.query(COUNTED) == now
    assert (data / "files" / "later").exists()

    database.run("backing_up", "put_back", str(archive), str(data), True)
    assert database.query(COUNTED) == wanted
    assert sorted(path.name for path in (data / "files").iterdir()) == ["deep", "note"]


def test_files_alone_are_a_target_that_is_not_empty(database: Database, archive: Path, elsewhere: Database):
    (elsewhere.folder / "data" / "files").mkdir(parents=True)
    (elsewhere.folder / "data" / "files" / "mine").write_text("mine")

    said = elsewhere.run("backing_up", "refusal", "put_back", str(archive), str(elsewhere.folder / "data"))

    assert said.endswith("files is not empty: restore with --force to replace it")


def test_a_backup_with_migrations_that_are_not_installed_is_refused(
    database: Database, archive: Path, elsewhere: Database
):
    arguments = (str(archive), str(elsewhere.folder / "data"))

    said = elsewhere.run("backing_up", "refusal", "put_back_without", *arguments, "risk")

    assert "migrations that are not installed here made it: risk.0001_initial" in said


def test_progress_counts_what_is_to_be_restored(database: Database, archive: Path, elsewhere: Database):
    told = elsewhere.run("backing_up", "steps", str(archive), str(elsewhere.folder / "data"))

    assert told[0][:2] == [0, 3]
    assert told[-1] == [1, 1, ""]
    assert "files/note" in [what for _, _, what in told]
