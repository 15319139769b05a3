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
