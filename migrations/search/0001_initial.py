"""search: initial."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.core.db.migrations.operations import DialectSQL
from openfactory.shared.search.models import WordsField
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

# A word in the index begins with the last ten digits of its project's id and a letter. People's prefixes of two and
# three letters have lists of their own there (thirteen and fourteen characters): two letters begin so many words
# that to put their lists together takes a hundred milliseconds in a large project.
# The view is what the index is built from when it is told to 'rebuild'.
SQLITE = """
CREATE VIEW search_words AS
    SELECT id, replace(words, ' ', ' ' || substr(project_id, -10)) AS words FROM search_entries;
CREATE VIRTUAL TABLE search_index USING fts5(
    words, content='search_words', content_rowid='id', tokenize='ascii', prefix='13 14');
CREATE TRIGGER search_entries_insert AFTER INSERT ON search_entries BEGIN
    INSERT INTO search_index (rowid, words)
        VALUES (new.id, replace(new.words, ' ', ' ' || substr(new.project_id, -10)));
END;
CREATE TRIGGER search_entries_delete AFTER DELETE ON search_entries BEGIN
    INSERT INTO search_index (search_index, rowid, words)
        VALUES ('delete', old.id, replace(old.words, ' ', ' ' || substr(old.project_id, -10)));
END;
CREATE TRIGGER search_entries_update AFTER UPDATE ON search_entries BEGIN
    INSERT INTO search_index (search_index, rowid, words)
        VALUES ('delete', old.id, replace(old.words, ' ', ' ' || substr(old.project_id, -10)));
    INSERT INTO search_index (rowid, words)
        VALUES (new.id, replace(new.words, ' ', ' ' || substr(new.project_id, -10)));
END
"""
SQLITE_BACK = """
DROP TRIGGER search_entries_insert;
DROP TRIGGER search_entries_delete;
DROP TRIGGER search_entries_update;
DROP TABLE search_index;
DROP VIEW search_words
"""

# What has been written lately is looked through by every search: half a megabyte of it takes a millisecond or two.
# The function is there for its SET: of a frequent word the planner thinks that reading the table from its beginning
# will soon give enough hits, and unpacks the words of every other project's rows that come first. For the same
# reason (OFFSET 0) the project is compared behind the index of words: its own index would be taken instead.
POSTGRES = """
CREATE INDEX ix_search_words ON search_entries USING gin (words) WITH (gin_pending_list_limit = 512);
CREATE FUNCTION search_hits(sought tsquery, project uuid, kinds text[], most bigint)
    RETURNS TABLE (id bigint, rank real, entity_id uuid)
    LANGUAGE sql STABLE ROWS 1000 SET enable_seqscan = off AS $$
    SELECT hit.id, ts_rank(hit.words, sought, 1), hit.entity_id FROM (
        SELECT * FROM (SELECT e.* FROM search_entries e WHERE e.words @@ sought OFFSET 0) found
        WHERE found.project_id = project AND found.kind = ANY (kinds) LIMIT most
    ) hit
$$
"""
POSTGRES_BACK = """
DROP FUNCTION search_hits;
DROP INDEX ix_search_words
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Entry",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("project_id", fields.UUIDField()),
                ("kind", fields.CharField(max_length=60)),
                ("entity_id", fields.UUIDField()),
                ("title", fields.CharField(max_length=300)),
                ("body", fields.TextField(unique=False)),
                ("words", WordsField(unique=False)),
            ],
            options={
                "table": "search_entries",
                "app": "search",
                "constraints": [UniqueConstraint(fields=("kind", "entity_id"), name="uq_search_entry")],
                "indexes": [Index(fields=["project_id", "id"], name="ix_search_project")],
                "pk_attr": "id",
            },
        ),
        DialectSQL(
            note="The full-text index",
            forward={"sqlite": SQLITE, "postgres": POSTGRES},
            reverse={"sqlite": SQLITE_BACK, "postgres": POSTGRES_BACK},
        ),
    ]
