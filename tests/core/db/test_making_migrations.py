"""`make` writes what the models have that the migrations do not, and asks where it cannot know."""

from __future__ import annotations

from pathlib import Path

import pytest
from apps import write_app
from databases import Database

NOTE = """
from enum import StrEnum

class Kind(StrEnum):
    small = "small"
    large = "large"

class Note(Model):
    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(Kind, default=Kind.small, max_length=8)
    data = fields.JSONField(default=dict)
    text = fields.CharField(max_length=20)
    {more}

    class Meta:
        table = "note"
"""
LINK = """
class Link(Model):
    id = fields.IntField(primary_key=True)
    note = fields.ForeignKeyField("notes.Note", related_name="links", db_index=True)
    others = fields.ManyToManyField("notes.Note", related_name="linked")

    class Meta:
        table = "link"
"""


@pytest.fixture
def notes(database: Database) -> list[list[str]]:
    """Two applications without migrations, given in the wrong order: the first refers to the second."""
    return [
        write_app(database.folder, "links", LINK),
        write_app(database.folder, "notes", NOTE.format(more="")),
    ]


def written(database: Database, label: str) -> dict[str, str]:
    folder: Path = database.folder / label / "migrations"
    return {file.stem: file.read_text() for file in folder.glob("0*.py")}


def test_made_in_one_run_an_extension_depends_on_what_it_refers_to(database: Database, notes: list[list[str]]):
    made = database.run("migrating", "make", {}, *notes)

    assert made == ["notes.0001_initial", "links.0001_initial"]
    assert "dependencies = [('notes', '0001_initial')]" in written(database, "links")["0001_initial"]
    assert database.run("migrating", "own", "up", notes) == made
    assert database.run("migrating", "make", {}, *notes) == []


def test_a_file_does_not_need_what_happens_to_be_installed(database: Database, notes: list[list[str]]):
    database.run("migrating", "make", {}, *notes)

    text = written(database, "notes")["0001_initial"]

    assert text.startswith('"""notes: initial."""\n')
    assert "orjson" not in text
    assert "fields.JSONField(default=dict)" in text


def test_check_writes_nothing_and_names_what_would_be_written(database: Database, notes: list[list[str]]):
    assert database.run("migrating", "make", {"check": True}, notes[1]) == ["notes.0001_initial"]
    assert written(database, "notes") == {}


def test_a_change_gets_the_given_name_and_only_that_application(database: Database, notes: list[list[str]]):
    database.run("migrating", "make", {}, *notes)
    write_app(database.folder, "notes", NOTE.format(more="size = fields.IntField(null=True)"))

    made = database.run("migrating", "make", {"apps": ["notes"], "name": "Note's size"}, *notes)

    assert made == ["notes.0002_note_s_size"]
    assert "dependencies = [('notes', '0001_initial')]" in written(database, "notes")["0002_note_s_size"]


def test_two_fields_of_a_kind_are_no_rename_unless_it_is_said(database: Database, notes: list[list[str]]):
    database.run("migrating", "make", {}, *notes)
    renamed = NOTE.format(more="").replace("text =", "words =")
    write_app(database.folder, "notes", renamed.replace("max_length=20", "max_length=20, db_default='-'"))

    database.run("migrating", "make", {"check": False, "name": "apart"}, notes[1])
    apart = written(database, "notes")["0002_apart"]
    assert "AddField" in apart
    assert "RemoveField" in apart
    assert "RenameField" not in apart


def test_a_rename_that_is_said_keeps_the_values(database: Database, notes: list[list[str]]):
    database.run("migrating", "make", {}, *notes)
    write_app(database.folder, "notes", NOTE.format(more="").replace("text =", "words ="))

    made = database.run("migrating", "make", {"renames": {"notes.Note.text": "words"}, "name": "words"}, notes[1])

    assert made == ["notes.0002_words"]
    assert "RenameField" in written(database, "notes")["0002_words"]


def test_a_renamed_model_is_asked_about(database: Database, notes: list[list[str]]):
    database.run("migrating", "make", {}, notes[1])
    write_app(database.folder, "notes", NOTE.format(more="").replace("class Note", "class Memo"))

    refused = database.run("migrating", "own", "make", [notes[1]])

    assert refused.startswith("refused: Is notes.Note now Memo? Then say --rename notes.Note=Memo")


@pytest.mark.parametrize("field", ["fields.IntField()", "fields.ForeignKeyField('notes.Note', related_name='heirs')"])
def test_a_new_required_column_without_a_value_for_old_rows_is_refused(
    database: Database, notes: list[list[str]], field: str
):
    database.run("migrating", "make", {}, notes[1])
    write_app(database.folder, "notes", NOTE.format(more=f"size = {field}"))

    refused = database.run("migrating", "own", "make", [notes[1]])

    assert "notes.Note.size is a new NOT NULL column" in refused
    assert len(written(database, "notes")) == 1


def test_an_empty_migration_is_a_file_to_fill(database: Database, notes: list[list[str]]):
    database.run("migrating", "make", {}, *notes)

    made = database.run("migrating", "make", {"apps": ["notes"], "empty": True, "name": "fill"}, *notes)

    assert made == ["notes.0002_fill"]
    assert made[0] in database.run("migrating", "own", "up", notes)


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("class Note(Model):", 'class Note(Model):\n    """What somebody wants to keep."""\n'),
        ("max_length=20", "max_length=20, description='a few words'"),
        ('large = "large"', 'large = "large"\n    huge = "huge"'),
    ],
)
def test_better_descriptions_need_no_migration(database: Database, notes: list[list[str]], text: str, better: str):
    database.run("migrating", "make", {}, notes[1])
    write_app(database.folder, "notes", NOTE.format(more="").replace(text, better))

    assert database.run("migrating", "make", {}, notes[1]) == []


def test_applications_that_refer_to_one_another_are_refused(sqlite: Database):
    one = write_app(sqlite.folder, "links", LINK)
    other = write_app(
        sqlite.folder,
        "notes",
        NOTE.format(more='link = fields.ForeignKeyField("links.Link", related_name="held", null=True)'),
    )

    refused = sqlite.run("migrating", "own", "make", [one, other])

    assert refused == "refused: The tables of links, notes refer to one another in a circle"
