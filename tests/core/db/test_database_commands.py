"""`openfactory migrate`, `backup`, `restore`, with two foreign modules installed beside the built-in ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from databases import Database
from scenarios import environment

ENTRY_POINTS = """
[openfactory.modules]
example = example_app.module:example
risk = example_app.module:risk
"""


class Shell:
    """The command line in an empty folder."""

    def __init__(self, database: Database) -> None:
        self.database = database
        installed = database.folder / "example-1.0.dist-info"
        installed.mkdir()
        (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: example\nVersion: 1.0\n")
        (installed / "entry_points.txt").write_text(ENTRY_POINTS)

    def __call__(self, *arguments: str, expect: int = 0, url: str | None = None) -> str:
        """What is said on both channels."""
        done = subprocess.run(
            [sys.executable, "-P", "-m", "openfactory.cli", *arguments],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
            cwd=self.database.folder,
            env=environment(self.database.folder)
            | {
                "OPENFACTORY_DATABASE_URL": url or self.database.url,
                "OPENFACTORY_DATA": str(self.database.folder / "data"),
            },
        )
        assert done.returncode == expect, done.stdout
        return done.stdout


@pytest.fixture
def openfactory(database: Database) -> Shell:
    return Shell(database)


@pytest.fixture
def openfactory_on_sqlite(sqlite: Database) -> Shell:
    return Shell(sqlite)


def test_up_status_and_down_over_all_modules(openfactory: Shell):
    assert "pending  core.0001_initial" in openfactory("migrate", "status", expect=1)

    lines = openfactory("migrate", "up").splitlines()
    assert "apply core.0001_initial" in lines
    assert "apply risk.0001_initial" in lines
    assert lines[-1] == f"{len(lines) - 1} applied"

    status = json.loads(openfactory("migrate", "status", "--json"))
    assert "example.0003_change" in status["applied"]
    assert (status["pending"], status["unknown"]) == ([], [])

    assert openfactory("migrate", "down", "risk", "zero").splitlines() == [
        "undo risk.0001_initial",
        "1 undone",
    ]
    assert "pending  risk.0001_initial" in openfactory("migrate", "status", expect=1)


def test_the_models_of_all_modules_are_in_their_migrations(openfactory: Shell):
    assert openfactory("migrate", "make", "--check") == "no changes\n"


def test_the_sql_of_a_migration_is_printed(openfactory: Shell):
    printed = openfactory("migrate", "sql", "example", "0003")

    assert "-- Add field color to Project" in printed or "color" in printed
    assert "RENAME COLUMN" in printed


def test_what_is_wrong_is_said_in_one_line(openfactory_on_sqlite: Shell):
    openfactory = openfactory_on_sqlite

    assert openfactory("migrate", "up", "nothing", expect=1).startswith("Error: There is no module 'nothing'")
    assert "nvalid database URL" in openfactory("migrate", "status", expect=1, url="mysql://me:hunter2@host/x")
    refused = openfactory("migrate", "up", expect=1, url="postgres://me:hunter2@127.0.0.1:1/plant")
    assert refused.startswith("Error: The database postgres://me@127.0.0.1:1/plant cannot be used: ")
    assert len(refused.splitlines()) == 1
    assert "hunter2" not in refused
    assert "is not APP.MODEL.OLD=NEW" in openfactory("migrate", "make", "--rename", "text", expect=2)


def test_a_backup_is_restored_into_an_empty_place(openfactory: Shell):
    openfactory("migrate", "up")
    files = openfactory.database.folder / "data" / "files"
    files.mkdir(parents=True)
    (files / "note").write_text("note")

    assert "database and 1 files" in openfactory("backup", "it.tar.gz")
    assert "Error: it.tar.gz is there already" in openfactory("backup", "it.tar.gz", expect=1)
    assert "restore with --force" in openfactory("restore", "it.tar.gz", expect=1)
    (files / "note").write_text("changed")
    assert "Restored the backup of " in openfactory("restore", "it.tar.gz", "--force")

    assert (files / "note").read_text() == "note"
    openfactory("migrate", "status")


def test_a_backup_gets_a_name_of_its_own(openfactory_on_sqlite: Shell):
    openfactory_on_sqlite("migrate", "up")
    openfactory_on_sqlite("backup")

    [archive] = openfactory_on_sqlite.database.folder.glob("openfactory-*.tar.gz")

    assert Path(archive).stat().st_mode & 0o777 == 0o600
