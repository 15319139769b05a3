"""example: full text search, and a data migration."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from openfactory.core.db.migrations.operations import DialectSQL

SQLITE = """
CREATE VIRTUAL TABLE work_orders_fts
    USING fts5(title, body, content='work_orders', content_rowid='rowid');
INSERT INTO work_orders_fts(rowid, title, body) SELECT rowid, title, body FROM work_orders;
CREATE TRIGGER work_orders_fts_ai AFTER INSERT ON work_orders BEGIN
    INSERT INTO work_orders_fts(rowid, title, body) VALUES (new.rowid, new.title, new.body);
END;
CREATE TRIGGER work_orders_fts_ad AFTER DELETE ON work_orders BEGIN
    INSERT INTO work_orders_fts(work_orders_fts, rowid, title, body)
        VALUES ('delete', old.rowid, old.title, old.body);
END;
CREATE TRIGGER work_orders_fts_au AFTER UPDATE OF title, body ON work_orders BEGIN
    INSERT INTO work_orders_fts(work_orders_fts, rowid, title, body)
        VALUES ('delete', old.rowid, old.title, old.body);
    INSERT INTO work_orders_fts(rowid, title, body) VALUES (new.rowid, new.title, new.body);
END
"""
SQLITE_BACK = """
DROP TRIGGER work_orders_fts_ai;
DROP TRIGGER work_orders_fts_ad;
DROP TRIGGER work_orders_fts_au;
DROP TABLE work_orders_fts
"""
POSTGRES = """
ALTER TABLE work_orders ADD COLUMN search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')
) STORED;
CREATE INDEX ix_wo_search ON work_orders USING gin (search)
"""


async def number_from_one(apps, editor):
    await _renumber(apps, editor, "-number", +1)


async def number_from_zero(apps, editor):
    await _renumber(apps, editor, "number", -1)


async def _renumber(apps, editor, order, by):
    work_order = apps.get_model("example.WorkOrder")
    for row in await work_order.all().using_db(editor.client).order_by(order):
        row.number += by
        await row.save(using_db=editor.client, update_fields=["number"])


class Migration(migrations.Migration):
    dependencies = [("example", "0001_initial")]

    operations = [
        DialectSQL(
            note="Full-text search over work orders",
            forward={"sqlite": SQLITE, "postgres": POSTGRES},
            reverse={"sqlite": SQLITE_BACK, "postgres": "ALTER TABLE work_orders DROP COLUMN search"},
        ),
        ops.RunPython(number_from_one, number_from_zero),
    ]
