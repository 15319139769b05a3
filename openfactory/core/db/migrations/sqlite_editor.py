"""The schema editor for SQLite, whose tables are rebuilt for most changes.

Foreign keys must be off while it works: the runner sees to it, and checks them before the commit.
"""

from __future__ import annotations

from typing import Any

from tortoise.fields.base import Field
from tortoise.fields.relational import ManyToManyFieldInstance
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_editor import SqliteSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.models import Model

from openfactory.core.db.migrations.editors import CompleteEditor
from openfactory.core.db.migrations.errors import MigrationError
from openfactory.core.db.statements import split_statements

OTHER_OBJECTS = (
    "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type IN ('index', 'trigger')"
)


class SqliteEditor(CompleteEditor, SqliteSchemaEditor):
    """Tortoise's (1.1.9) would DROP a table with foreign keys on, and so delete the rows that refer to it."""

    async def _run_sql(self, sql: str) -> None:
        if self.collect_sql:
            self.collected_sql.append(sql)
            return
        for statement in split_statements(sql):
            await self.client.execute_query(statement)

    def _is_index(self, constraint: UniqueConstraint) -> bool:
        return True  # an index can be dropped, a table's constraint cannot

    def _inline_together(self, model: type[Model]) -> Any:
        return ()

    def _unique_indexes(self, model: type[Model]) -> list[str]:
        together = [UniqueConstraint(tuple(fields)) for fields in model._meta.unique_together or ()]
        return super()._unique_indexes(model) + [self._unique_index_sql(model, c) for c in together]

    async def add_field(self, model: type[Model], field_name: str) -> None:
        field = model._meta.fields_map[field_name]
        key = model._meta.fields_map.get(field.source_field or "", field)
        relation = isinstance(field, ManyToManyFieldInstance)
        if not relation and (field.unique or key.unique or field.generated):
            await self.rebuild(model)
        else:
            await super().add_field(model, field_name)

    async def add_constraint(self, model: type[Model], constraint: UniqueConstraint | CheckConstraint) -> None:
        if isinstance(constraint, UniqueConstraint):
            await self._run_sql(self._unique_index_sql(model, constraint))
        else:
            await self.rebuild(model)

    async def remove_constraint(self, model: type[Model], constraint: UniqueConstraint | CheckConstraint) -> None:
        await self.rebuild(model)

    async def rename_constraint(
        self,
        model: type[Model],
        old_constraint: UniqueConstraint | CheckConstraint,
        new_constraint: UniqueConstraint | CheckConstraint,
    ) -> None:
        await self.rebuild(model)

    async def remove_field(self, model: type[Model], field: Field[Any]) -> None:
        if isinstance(field, ManyToManyFieldInstance):
            await super().remove_field(model, field)
        else:
            await self.rebuild(model)

    async def alter_field(self, old_model: type[Model], new_model: type[Model], field_name: str) -> None:
        old, new = old_model._meta.fields_map[field_name], new_model._meta.fields_map[field_name]
        if isinstance(old, ManyToManyFieldInstance):
            await super().alter_field(old_model, new_model, field_name)
            return
        if old.field_type != new.field_type:
            raise MigrationError(f"{field_name} changes its type: write that migration by hand")
        await self.rebuild(new_model, {new.source_field or field_name: old.source_field or field_name})

    async def rebuild(self, model: type[Model], renamed: dict[str, str] | None = None) -> None:
        """SQLite's own procedure for what ALTER TABLE cannot do (lang_altertable.html, section 7).

        `renamed` gives the old name of a new column. Rows keep their rowid, which a full-text index may know
        them by; triggers and indexes made by hand come back as they were.
        """
        target = _find(self.after, model) or model
        table, temporary = target._meta.db_table, f"new__{target._meta.db_table}"
        create, *indexes = split_statements(self._get_model_sql_data(target).table_sql)
        kept = await self._made_by_hand(model, indexes)
        columns = await self._copied(model, target, renamed or {})
        for statement in (
            create.replace(f'CREATE TABLE "{table}"', f'CREATE TABLE "{temporary}"', 1),
            f'INSERT INTO "{temporary}" ({", ".join(columns)}) SELECT {", ".join(columns.values())} FROM "{table}"',
            f'DROP TABLE "{table}"',
            "PRAGMA legacy_alter_table=ON",  # others' references to the table stay as they are
            f'ALTER TABLE "{temporary}" RENAME TO "{table}"',
            "PRAGMA legacy_alter_table=OFF",
            *indexes,
            *kept,
        ):
            await self._run_sql(statement)

    async def _made_by_hand(self, model: type[Model], indexes: list[str]) -> list[str]:
        """The SQL of the table's triggers, and of the indexes that no model knows of."""
        if self.collect_sql:
            return []
        old = _find(self.before, model)
        previous = list(split_statements(self._get_model_sql_data(old).table_sql))[1:] if old else []
        known = {_index_name(sql) for sql in indexes + previous}
        rows = await self.client.execute_query_dict(OTHER_OBJECTS, [model._meta.db_table])
        return [row["sql"] for row in rows if row["type"] == "trigger" or row["name"] not in known]

    async def _copied(self, model: type[Model], target: type[Model], renamed: dict[str, str]) -> dict[str, str]:
        """What goes into each new column that has something to take over, both quoted."""
        present = await self._present_columns(model)
        columns: dict[str, str] = {}
        if not target._meta.pk.get_for_dialect(self.DIALECT, "SQL_TYPE").startswith("INT"):
            columns["rowid"] = "rowid"
        for name, column in target._meta.fields_db_projection.items():
            if (source := renamed.get(column, column)) in present:
                columns[self.quote(column)] = self._value(target._meta.fields_map[name], target, source)
        return columns

    async def _present_columns(self, model: type[Model]) -> set[str]:
        if self.collect_sql:
            old = _find(self.before, model)
            assert old is not None  # a table that is rebuilt was there before
            return set(old._meta.fields_db_projection.values())
        rows = await self.client.execute_query_dict(f'PRAGMA table_info("{model._meta.db_table}")')
        return {row["name"] for row in rows}

    def _value(self, field: Field[Any], model: type[Model], source: str) -> str:
        """A column that is now NOT NULL takes its database default where it was NULL."""
        if field.null or field.pk or not field.has_db_default():
            return self.quote(source)
        default: Any = field.db_default
        if hasattr(default, "get_sql"):
            literal = default.get_sql(dialect=self.DIALECT)
        else:
            literal = self._escape_default_value(field.to_db_value(default, model))
        return f"COALESCE({self.quote(source)}, {literal})"


def _find(state: State | None, model: type[Model]) -> type[Model] | None:
    """The same model in another state."""
    try:
        return state.apps.get_model(f"{model._meta.app}.{model.__name__}") if state else None
    except KeyError:
        return None


def _index_name(sql: str) -> str | None:
    head, *names = sql.split('"')
    return names[0] if "INDEX" in head and names else None
