"""A restore that is killed leaves the old or the new, whole."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest
from databases import Database
from writing import COUNTED


@pytest.mark.parametrize(("event", "most"), [("os.rename", 6), ("open", 25), ("os.remove", 6), ("shutil.rmtree", 6)])
def test_a_killed_restore_leaves_the_old_or_the_new(
    sqlite: Database, sqlite_archive: Path, tmp_path_factory: pytest.TempPathFactory, event: str, most: int
):
    """Killed at each rename, opening or removal in turn: after `finish` it is one or the other, whole."""
    old = tmp_path_factory.mktemp("old")
    before = Database(f"sqlite://{old / 'target' / 'test.sqlite3'}", "sqlite", old)
    (old / "target").mkdir()
    before.run("writing", "prepare")
    before.run("writing", "write_for", 9, 0.1)
    (old / "target" / "files").mkdir()
    (old / "target" / "files" / "old or new").write_text("old")
    (old / "target" / "secret.key").write_text("old")
    rows = {"old": before.query(COUNTED), "new": sqlite.query(COUNTED)}
    outcomes = set()

    for count in range(1, most + 1):
        target = tmp_path_factory.mktemp("killed")
        shutil.copytree(old / "target", target, dirs_exist_ok=True)
        database = Database(f"sqlite://{target / 'test.sqlite3'}", "sqlite", target)
        process = database.start("backing_up", "killed", str(sqlite_archive), str(target), event, count)
        process.communicate(timeout=60)
        database.run("backing_up", "finish", str(target))

        found = (target / "files" / "old or new").read_text()
        assert (target / "secret.key").read_text() == found, f"mixed after {event} {count}"
        assert database.query(COUNTED) == rows[found], f"mixed after {event} {count}"
        assert not (target / ".restore").exists()
        outcomes.add((process.returncode, found))
        if process.returncode == 0:
            break

    assert (-signal.SIGKILL, "old") in outcomes or event != "open"
    assert (-signal.SIGKILL, "new") in outcomes or event != "os.rename"


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("event", "count", "outcome"),
    [
        ("subprocess.Popen", 3, "old"),  # before pg_restore
        ("subprocess.Popen", 4, "old"),  # before psql
        ("os.rename", 1, "new"),  # the database is committed, and nothing else done
        ("os.rename", 2, "new"),
        ("os.rename", 3, "new"),
    ],
)
@pytest.mark.parametrize("ended_by", ["finish", "refusal"])
def test_files_follow_the_commit_on_postgres(
    postgres: Database, tmp_path: Path, event: str, count: int, outcome: str, ended_by: str
):
    """Whichever comes next, a start or another restore, ends it."""
    data = tmp_path / "data"
    (data / "files").mkdir(parents=True)

    def say(word: str) -> None:
        (data / "files" / "old or new").write_text(word)
        (data / "secret.key").write_text(word)

    postgres.run("writing", "prepare")
    postgres.run("writing", "write_for", 0, 0.1)
    say("new")
    postgres.run("backing_up", "make", str(tmp_path / "backup.tar.gz"), str(data))
    rows = {"new": postgres.query(COUNTED)}
    postgres.run("writing", "write_for", 9, 0.1)
    say("old")
    rows["old"] = postgres.query(COUNTED)

    process = postgres.start("backing_up", "killed", str(tmp_path / "backup.tar.gz"), str(data), event, count)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    arguments = [] if ended_by == "finish" else ["put_back", str(tmp_path / "backup.tar.gz")]
    postgres.run("backing_up", ended_by, *arguments, str(data))

    assert (data / "files" / "old or new").read_text() == outcome
    assert (data / "secret.key").read_text() == outcome
    assert postgres.query(COUNTED) == rows[outcome]
    assert not (data / ".restore").exists()
    assert postgres.query("SELECT to_regclass('public.openfactory_restored')::text") == [(None,)]
