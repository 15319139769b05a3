"""How migrations are run: whole or not at all, in one transaction with their record."""

from __future__ import annotations

import pytest
from apps import KEY, write_app, write_migration
from databases import Database

THING = """
class Thing(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=20, default="")

    class Meta:
        table = "thing"
"""
CREATE_THING = f"""
ops.CreateModel(name='Thing', fields=[{KEY}, ('name', fields.CharField(max_length=20, default=''))],
                options={{'table': 'thing', 'app': 'things', 'pk_attr': 'id'}}),
"""
AFTER_FIRST = "dependencies = [('things', '0001_initial')]"


@pytest.fixture
def things(database: Database) -> list[str]:
    """An application with one table and its first migration."""
    tables = write_app(database.folder, "things", THING)
    write_migration(database.folder, "things", "0001_initial", CREATE_THING)
    return tables


def second(database: Database, operations: str, **more: str) -> None:
    more.setdefault("attributes", AFTER_FIRST)
    write_migration(database.folder, "things", "0002_second", operations, **more)


def test_a_failure_midway_leaves_nothing_of_the_migration(database: Database, things: list[str]):
    second(
        database,
        f"""
        ops.CreateModel(name='Half', fields=[{KEY}], options={{'table': 'half', 'app': 'things'}}),
        ops.RunSQL('INSERT INTO no_such_table VALUES (1)'),
        """,
    )

    refused = database.run("migrating", "own", "up", [things])

    assert refused.startswith("refused: things.0002_second: ")
    assert "no_such_table" in refused
    assert "half" not in database.schema()
    status = database.run("migrating", "own", "status", [things])
    # SQLite's run is one transaction, and each of PostgreSQL's migrations is one.
    assert status["applied"] == ([] if database.dialect == "sqlite" else ["things.0001_initial"])
    assert "things.0002_second" in status["pending"]


def test_a_record_that_cannot_be_written_takes_its_migration_along(database: Database, things: list[str]):
    database.run("migrating", "own", "up", [things])
    second(
        database,
        """
        ops.AddField('Thing', 'note', fields.TextField(null=True)),
        ops.RunSQL('DROP TABLE tortoise_migrations'),
        """,
    )

    assert "refused" in str(database.run("migrating", "own_failure", [things]))

    assert "note" not in database.schema()


def test_a_record_that_cannot_be_read_does_not_count_as_nothing_applied(database: Database, things: list[str]):
    database.query("CREATE TABLE tortoise_migrations (something_else INTEGER)", "SELECT 1")

    assert "refused" in str(database.run("migrating", "own_failure", [things]))
    assert "thing (" not in database.schema().replace('"', "").replace("public.", "")


def test_a_data_migrations_old_model_serves_nobody_after_it(database: Database, things: list[str]):
    second(
        database,
        """
        ops.RunPython(fill, nothing),
        ops.AddField('Thing', 'color', fields.CharField(20, db_default='red')),
        ops.RunPython(paint, nothing),
        """,
        before="""
        async def fill(apps, editor):
            await apps.get_model("things.Thing").create(name="old", using_db=editor.client)

        async def paint(apps, editor):
            Thing = apps.get_model("things.Thing")
            await Thing.create(name="new", color="blue", using_db=editor.client)

        async def nothing(apps, editor):
            pass
        """,
    )
    write_app(
        database.folder,
        "things",
        THING.replace("\n    class", '    color = fields.CharField(20, db_default="red")\n\n    class'),
    )

    colors = database.run("migrating", "migrated_and_used", [things])

    assert colors == ["red", "blue", "green"]


def test_semicolons_in_strings_and_triggers_do_not_end_a_statement(database: Database, things: list[str]):
    second(
        database,
        """
        DialectSQL(
            forward={
                "sqlite": '''
                    INSERT INTO thing (name) VALUES ('a;b');
                    CREATE TRIGGER twice AFTER INSERT ON thing BEGIN
                        UPDATE thing SET name = name || ';' WHERE id = new.id;
                        UPDATE thing SET name = name || '!' WHERE id = new.id;
                    END;
                    INSERT INTO thing (name) VALUES ('c')''',
                "postgres": "INSERT INTO thing (name) VALUES ('a;b'), ('c;!')",
            },
            reverse={"sqlite": "DROP TRIGGER twice"},
        ),
        """,
    )

    database.run("migrating", "own", "up", [things])

    assert database.query("SELECT name FROM thing ORDER BY id") == [("a;b",), ("c;!",)]
    assert database.run("migrating", "own", "down", [things], "things") == [
        "things.0002_second",
        "things.0001_initial",
    ]


def test_a_migration_without_a_way_back_is_not_undone(database: Database, things: list[str]):
    second(database, "DialectSQL(note='Burn bridges', forward={'sqlite': 'SELECT 1', 'postgres': 'SELECT 1'}),")
    database.run("migrating", "own", "up", [things])

    refused = database.run("migrating", "own", "down", [things], "things")

    assert refused == "refused: things.0002_second cannot be undone: Burn bridges has no reverse"
    assert database.run("migrating", "own", "status", [things])["pending"] == []


@pytest.mark.postgres
def test_a_migration_may_run_outside_a_transaction(postgres: Database):
    tables = write_app(postgres.folder, "things", THING)
    write_migration(postgres.folder, "things", "0001_initial", CREATE_THING)
    second(
        postgres,
        "DialectSQL(forward={'postgres': 'CREATE INDEX CONCURRENTLY ix_slow ON thing (name)'}),",
        attributes=f"{AFTER_FIRST}\n    atomic = False",
    )

    postgres.run("migrating", "own", "up", [tables])

    assert "ix_slow" in postgres.schema()
    assert postgres.run("migrating", "own", "status", [tables])["pending"] == []


def test_rows_left_without_what_they_refer_to_are_refused_on_sqlite(sqlite: Database):
    tables = write_app(sqlite.folder, "things", THING)
    write_migration(sqlite.folder, "things", "0001_initial", CREATE_THING)
    second(
        sqlite,
        """
        ops.RunSQL('CREATE TABLE leaf (id INTEGER PRIMARY KEY, thing_id INTEGER REFERENCES thing (id))'),
        ops.RunSQL('INSERT INTO leaf (thing_id) VALUES (7)'),
        """,
    )

    refused = sqlite.run("migrating", "own", "up", [tables])

    assert refused == "refused: Nothing was changed: 1 rows would refer to nothing (leaf → thing)"
    assert "leaf" not in sqlite.schema()


@pytest.mark.postgres
def test_an_added_columns_comment_is_written_with_it(postgres: Database):
    tables = write_app(postgres.folder, "things", THING)
    write_migration(postgres.folder, "things", "0001_initial", CREATE_THING)
    second(
        postgres,
        f"""
        ops.AddField('Thing', 'note', fields.TextField(null=True, description='for later')),
        ops.RemoveField('Thing', 'note'),
        ops.CreateModel(name='Other', fields=[{KEY}], options={{'table': 'other', 'app': 'things'}}),
        ops.AddField('Thing', 'hint', fields.TextField(null=True, description='what it is')),
        """,
    )

    assert postgres.run("migrating", "own", "up", [tables]) == ["things.0001_initial", "things.0002_second"]

    assert "COMMENT ON COLUMN public.thing.hint IS 'what it is'" in postgres.schema()


def test_two_last_migrations_are_refused(sqlite: Database):
    tables = write_app(sqlite.folder, "things", THING)
    write_migration(sqlite.folder, "things", "0001_initial", CREATE_THING)
    second(sqlite, "")
    write_migration(sqlite.folder, "things", "0002_other", "", attributes=AFTER_FIRST)

    refused = sqlite.run("migrating", "own", "up", [tables])

    assert refused == "refused: things ends in 0002_other and 0002_second: make one of them depend on the other"


def test_a_missing_migrations_package_is_named(sqlite: Database):
    label, models, _ = write_app(sqlite.folder, "things", THING)

    refused = sqlite.run("migrating", "own", "up", [[label, models, "things.migration"]])

    assert "No module named 'things.migration'" in refused
