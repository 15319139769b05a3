"""Migrations up, down and up again on tables with rows: files that are the same for both databases."""

from __future__ import annotations

import pytest
from databases import Database, answer
from seed import COUNTS, WHOLE, seed

TABLES_LEFT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


@pytest.fixture
def seeded(database: Database) -> Database:
    """The example's first migration, the extension's, and rows."""
    database.run("migrating", "up", "example", "0001")
    database.run("migrating", "up", "risk")
    database.query(*seed())
    return database


def found(database: Database, word: str) -> int:
    by_dialect = {
        "sqlite": f"SELECT count(*) FROM work_orders_fts WHERE work_orders_fts MATCH '{word}'",
        "postgres": f"SELECT count(*) FROM work_orders WHERE search @@ plainto_tsquery('english', '{word}')",
    }
    count: int = database.query(by_dialect[database.dialect])[0][0]
    return count


def has_index(schema: str, on: str) -> bool:
    return on in schema.replace('"', "").replace("public.", "").replace("USING btree ", "")


def test_a_change_of_eleven_operations_loses_no_row_and_can_be_undone(seeded: Database):
    seeded.run("migrating", "up", "example", "0002")
    second = seeded.schema()
    assert seeded.query("SELECT number FROM work_orders ORDER BY number") == [(1,), (2,), (3,)]
    assert found(seeded, "payment") == 3

    seeded.run("migrating", "up")
    third = seeded.schema()
    assert seeded.query(COUNTS) == WHOLE
    assert found(seeded, "payment") == 3
    assert seeded.query("SELECT DISTINCT color, revision FROM projects, work_orders") == [("red", 1)]
    assert seeded.run("migrating", "make", {"check": True}) == []

    seeded.run("migrating", "down", "example", "0002")
    assert seeded.schema() == second
    assert seeded.query(COUNTS) == WHOLE
    assert found(seeded, "payment") == 3

    seeded.run("migrating", "up")
    assert seeded.schema() == third
    assert seeded.query(COUNTS) == WHOLE


def test_down_to_zero_leaves_the_record_only(database: Database):
    database.run("migrating", "up")

    undone = database.run("migrating", "down", "example")

    assert undone[0] == "risk.0001_initial"  # what stands on the example's tables goes first
    assert database.query(TABLES_LEFT[database.dialect]) == [("tortoise_migrations",)]


def test_indexes_of_added_and_changed_fields_are_made(seeded: Database):
    seeded.run("migrating", "up")

    schema = seeded.schema()

    for on in ("projects (color)", "projects (owner_id)", "features (title)"):
        assert has_index(schema, on)


def test_an_index_on_a_foreign_keys_field_name_is_on_its_column(database: Database):
    database.run("migrating", "up", "example", "0001")

    # SQLite would take an unknown column in double quotes for a string, and index that.
    assert has_index(database.schema(), "features (project_id, position)")


def test_a_changed_on_delete_reaches_the_database(seeded: Database):
    seeded.run("migrating", "up")

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        seeded.query("DELETE FROM phases")


@pytest.mark.parametrize("broken", ["UPDATE work_orders SET priority = -1", "UPDATE work_orders SET title = 'same'"])
def test_checks_and_partial_uniqueness_of_a_new_table_reach_the_database(seeded: Database, broken: str):
    with pytest.raises(Exception, match=r"(?i)constraint"):
        seeded.query(broken)


def test_of_four_processes_at_once_one_migrates_and_none_fails(database: Database):
    processes = [database.start("migrating", "up") for _ in range(4)]

    applied = [answer(process) for process in processes]

    assert sorted(map(len, applied)) == [0, 0, 0, 4]


def test_status_tells_applied_pending_and_unknown_apart(database: Database):
    assert len(database.run("migrating", "missing")) == 4
    database.run("migrating", "up", "risk")
    database.query(
        "INSERT INTO tortoise_migrations (app, name, applied_at) "
        "VALUES ('gone', '0001_initial', '2026-01-01 00:00:00+00:00')",
        "SELECT 1",
    )

    status = database.run("migrating", "status")

    assert status["applied"] == ["example.0001_initial", "risk.0001_initial"]
    assert status["pending"] == ["example.0002_search", "example.0003_change"]
    assert status["unknown"] == ["gone.0001_initial"]


def test_status_makes_no_database(sqlite: Database):
    sqlite.run("migrating", "status")

    assert not sqlite.path.exists()


def test_an_application_migrates_though_an_extension_stands_on_it(database: Database):
    database.run("migrating", "up", "risk")

    assert database.run("migrating", "up", "example") == ["example.0002_search", "example.0003_change"]
    assert database.run("migrating", "down", "risk") == ["risk.0001_initial"]


def test_a_fake_run_only_records(database: Database):
    database.run("migrating", "recorded_only")

    assert database.query(TABLES_LEFT[database.dialect]) == [("tortoise_migrations",)]
    assert database.run("migrating", "missing") == []


@pytest.mark.parametrize(
    ("what", "arguments", "message"),
    [
        ("up", ["example", "nope"], "example: there is no migration 'nope'"),
        ("up", ["example", "000"], "example: several migrations begin with '000'"),
        ("up", ["exmaple"], "no module 'exmaple' with tables; there are example, risk"),
        ("up", ["example", "0001"], "example.0001_initial is applied, and others after it: use down"),
        ("down", ["example", "0003"], "example.0003_change is not applied"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(sqlite: Database, what: str, arguments: list[str], message: str):
    sqlite.run("migrating", "up", "example", "0002")

    assert message in sqlite.run("migrating", "refusal", what, *arguments)


def test_the_sql_of_a_migration_is_shown_without_a_database(database: Database):
    forward = database.run("migrating", "sql", "example", "0003", False, url=f"{database.url}_not_there")
    backward = database.run("migrating", "sql", "example", "0003", True, url=f"{database.url}_not_there")

    assert any("ck_wo_priority" in line for line in forward)
    assert any("RENAME COLUMN" in line for line in forward + backward)
    assert all(line.startswith("-- ") or line.endswith(";") for line in forward + backward)


def test_the_shown_sql_makes_the_same_tables(database: Database):
    shown = database.run("migrating", "sql", "example", "0001", False)
    database.query(*shown, "SELECT 1")
    by_hand = database.schema()
    database.query(*database.run("migrating", "sql", "example", "0001", True), "SELECT 1")

    database.run("migrating", "up", "example", "0001")
    database.query("DROP TABLE tortoise_migrations", "SELECT 1")

    assert "ck_wo_priority" in by_hand
    assert database.schema() == by_hand
