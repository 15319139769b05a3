"""An SQLite file with rows is copied before its schema changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from apps import write_app, write_migration
from databases import Database
from seed import seed


def copies(database: Database) -> list[str]:
    return sorted(path.name for path in database.folder.glob("*.before-*"))


def test_the_copy_holds_what_was_there_before(sqlite: Database):
    sqlite.run("migrating", "up", "example", "0001")
    sqlite.run("migrating", "up", "risk")
    sqlite.query(*seed())
    sqlite.path.chmod(0o600)

    sqlite.run("migrating", "up")

    assert copies(sqlite) == ["test.before-example.0002_search.sqlite3"]
    copy = sqlite.folder / copies(sqlite)[0]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM work_orders").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM tortoise_migrations").fetchone() == (2,)
    assert copy.stat().st_mode & 0o777 == 0o600


def test_an_empty_database_and_one_without_anything_pending_are_not_copied(sqlite: Database):
    sqlite.run("migrating", "up", "example", "0001")
    sqlite.run("migrating", "up")
    sqlite.query("INSERT INTO organizations VALUES ('o', '2026-01-01', 's', 'n')")
    sqlite.run("migrating", "up")

    assert copies(sqlite) == []


def test_the_last_three_copies_are_kept(sqlite: Database):
    tables = write_app(sqlite.folder, "steps")
    sqlite.query("CREATE TABLE other (id INTEGER)", "INSERT INTO other VALUES (1)")
    for number in range(1, 6):
        before = f"dependencies = [('steps', '000{number - 1}_step')]" if number > 1 else ""
        write_migration(sqlite.folder, "steps", f"000{number}_step", "", attributes=before)
        sqlite.run("migrating", "own", "up", [tables])

    assert copies(sqlite) == [f"test.before-steps.000{number}_step.sqlite3" for number in (3, 4, 5)]


def test_nothing_changes_where_no_copy_can_be_made(sqlite: Database):
    sqlite.run("migrating", "up", "example", "0001")
    sqlite.query("INSERT INTO organizations VALUES ('o', '2026-01-01', 's', 'n')")
    # A folder of that name stands in the way, also for a process that may write everywhere.
    Path(sqlite.folder, "test.before-example.0002_search.sqlite3", "in the way").mkdir(parents=True)

    refused = sqlite.run("migrating", "refusal", "up")

    assert refused.startswith("Nothing was changed: no copy could be made before")
    assert sqlite.run("migrating", "status")["applied"] == ["example.0001_initial"]
    assert [path.name for path in sqlite.folder.glob(".*")] == []
