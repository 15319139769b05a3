"""SQLite rebuilds a table for most changes: nothing that belongs to it may be lost."""

from __future__ import annotations

import pytest
from apps import KEY, write_app, write_migration
from databases import Database

FIRST = f"""
ops.CreateModel(
    name='Parent',
    fields=[{KEY}, ('code', fields.CharField(9)), ('note', fields.CharField(9, null=True))],
    options={{'table': 'parent', 'app': 'family', 'pk_attr': 'id',
             'unique_together': (('code', 'note'),),
             'indexes': [Index(fields=['note'], name='ix_note')],
             'constraints': [CheckConstraint(check="code <> ''", name='ck_code')]}},
),
ops.CreateModel(
    name='Child',
    fields=[{KEY}, ('parent', fields.ForeignKeyField('family.Parent', related_name='children'))],
    options={{'table': 'child', 'app': 'family', 'pk_attr': 'id'}},
),
DialectSQL(
    forward={{"sqlite": '''
        CREATE INDEX by_hand ON parent (upper(code));
        CREATE TRIGGER guard BEFORE DELETE ON parent BEGIN SELECT raise(ABORT, 'guarded; always'); END'''}},
    reverse={{"sqlite": "DROP TRIGGER guard; DROP INDEX by_hand"}},
),
"""
ROWS = (
    "INSERT INTO parent (id, code, note) VALUES (1, 'a', NULL), (2, 'b', 'x')",
    "INSERT INTO child (parent_id) VALUES (1), (1), (2)",
    "SELECT 1",
)
CHANGES = {
    "a field becomes nullable": "ops.AlterField('Parent', 'code', fields.CharField(9, null=True)),",
    "a field is lengthened": "ops.AlterField('Parent', 'code', fields.CharField(max_length=99)),",
    "null is no longer allowed": "ops.AlterField('Parent', 'note', fields.CharField(9, db_default='')),",
    "a unique field is added": "ops.AddField('Parent', 'nick', fields.IntField(null=True, unique=True)),",
    "a check is added": "ops.AddConstraint('Parent', CheckConstraint(check='id > 0', name='ck_id')),",
    "a check is removed": "ops.RemoveConstraint('Parent', name='ck_code'),",
    "a uniqueness is removed": "ops.AlterModelOptions('Parent', {'table': 'parent'}),",
    "a field is renamed": "ops.RenameField('Parent', old_name='code', new_name='sign'),",
}


@pytest.fixture
def family(sqlite: Database) -> list[str]:
    """Two tables with rows, a trigger, and an index made by hand."""
    tables = write_app(sqlite.folder, "family")
    write_migration(sqlite.folder, "family", "0001_initial", FIRST)
    sqlite.run("migrating", "own", "up", [tables])
    sqlite.query(*ROWS)
    return tables


def plain(schema: str) -> str:
    """SQLite itself changes spaces and quotes where it rewrites a definition."""
    return schema.replace(" ", "").replace('"', "")


@pytest.mark.parametrize("change", CHANGES)
def test_children_triggers_and_indexes_survive_when(sqlite: Database, family: list[str], change: str):
    before = sqlite.schema()
    write_migration(
        sqlite.folder,
        "family",
        "0002_change",
        CHANGES[change],
        attributes="dependencies = [('family', '0001_initial')]",
    )

    assert sqlite.run("migrating", "own", "up", [family]) == ["family.0002_change"]

    after = sqlite.schema()
    assert sqlite.query("SELECT parent_id FROM child ORDER BY id") == [(1,), (1,), (2,)]
    assert sqlite.query("PRAGMA foreign_key_check") == []
    with pytest.raises(Exception, match="guarded; always"):
        sqlite.query("DELETE FROM parent")
    for name in ("by_hand", "ix_note", "guard"):
        assert name in after
    assert 'REFERENCES "parent"' in after

    sqlite.run("migrating", "own", "down", [family], "family", "0001")
    assert plain(sqlite.schema()) == plain(before)
    assert sqlite.query("SELECT parent_id FROM child ORDER BY id") == [(1,), (1,), (2,)]


def test_a_removed_field_takes_only_itself_along(sqlite: Database, family: list[str]):
    write_migration(
        sqlite.folder,
        "family",
        "0002_change",
        """
        ops.RemoveField('Child', 'parent'),
        ops.AddField('Child', 'name', fields.CharField(9, db_default='n')),
        """,
        attributes="dependencies = [('family', '0001_initial')]",
    )

    sqlite.run("migrating", "own", "up", [family])

    assert sqlite.query("SELECT id, name FROM child ORDER BY id") == [(1, "n"), (2, "n"), (3, "n")]
    assert sqlite.query("SELECT count(*) FROM parent") == [(2,)]


def test_null_becomes_the_default_of_a_column_that_is_now_required(sqlite: Database, family: list[str]):
    write_migration(
        sqlite.folder,
        "family",
        "0002_change",
        CHANGES["null is no longer allowed"],
        attributes="dependencies = [('family', '0001_initial')]",
    )

    sqlite.run("migrating", "own", "up", [family])

    assert sqlite.query("SELECT note FROM parent ORDER BY id") == [("",), ("x",)]


def test_a_change_of_type_is_refused(sqlite: Database, family: list[str]):
    write_migration(
        sqlite.folder,
        "family",
        "0002_change",
        "ops.AlterField('Parent', 'code', fields.IntField()),",
        attributes="dependencies = [('family', '0001_initial')]",
    )

    refused = sqlite.run("migrating", "own", "up", [family])

    assert "code changes its type: write that migration by hand" in refused
