"""The table of entries."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class WordsField(fields.TextField):
    """The words of an entry as each database wants them."""

    class _db_postgres:  # noqa: N801 - the name Tortoise looks for
        SQL_TYPE = "TSVECTOR"


class Entry(Model):
    """What can be found of one thing. `service` alone writes and reads them, by SQL that names the project.

    The key is a number since FTS5 knows rows by it, and one that a rebuild of the table keeps. Projects and things
    are other modules': their ids are kept without foreign keys.
    """

    id: Any = fields.BigIntField(primary_key=True)
    project_id = fields.UUIDField()
    kind = fields.CharField(max_length=60)
    entity_id = fields.UUIDField()
    title = fields.CharField(max_length=300)
    body = fields.TextField()
    words = WordsField()

    class Meta:
        app = "search"
        table = "search_entries"
        constraints = (UniqueConstraint(fields=("kind", "entity_id"), name="uq_search_entry"),)
        indexes = (Index(fields=("project_id", "id"), name="ix_search_project"),)


__models__ = [Entry]
