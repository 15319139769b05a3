"""Schema editors: Tortoise's own, with what they leave out.

Tortoise 1.1.9's editors
(a) drop `Meta.constraints` when a table is created,
(b) do not create the index of an added field,
(c) take a foreign key's field name in an index for a column,
(d) on SQLite rebuild a table by DROP while foreign keys are enforced, which deletes the rows that refer to
    it, and lose its indexes, unique constraints and triggers: see `sqlite_editor`,
(e) do not change a foreign key's ON DELETE on PostgreSQL, and
(f) there keep an added column's comment until some later table is created.
"""

from __future__ import annotations

from typing import Any

from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_editor.data import ModelSqlData
from tortoise.migrations.schema_generator.state import State
from tortoise.models import Model

FOREIGN_KEY_NAME = (
    "SELECT con.conname FROM pg_constraint con "
    "JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = con.conkey[1] "
    "WHERE con.contype = 'f' AND con.conrelid = $1::text::regclass AND a.attname = $2"
)


class CompleteEditor(BaseSchemaEditor):
    """What both databases need. `before` and `after` are the models around the running operation."""

    before: State | None = None
    after: State | None = None
    _building: type[Model] | None = None

    # (a) constraints of a new table

    def _get_model_sql_data(self, model: type[Model]) -> ModelSqlData:
        meta = model._meta
        together, meta.unique_together = meta.unique_together, self._inline_together(model)
        self._building = model
        try:
            data = super()._get_model_sql_data(model)
        finally:
            self._building, meta.unique_together = None, together
        data.table_sql = "\n".join([data.table_sql, *self._unique_indexes(model)])
        return data

    def _get_inner_statements(self) -> list[str]:
        inner = super()._get_inner_statements()
        constraints = (self._building._meta.constraints or ()) if self._building else ()
        for constraint in constraints:
            if isinstance(constraint, CheckConstraint):
                inner.append(self.CHECK_CONSTRAINT_CREATE_TEMPLATE.format(name=constraint.name, check=constraint.check))
            elif not self._is_index(constraint):
                inner.append(self._unique_constraint(constraint))
        return inner

    def _unique_constraint(self, constraint: UniqueConstraint) -> str:
        assert self._building is not None
        columns = self._resolve_fields_to_columns(self._building, constraint.fields)
        return self.UNIQUE_CONSTRAINT_CREATE_TEMPLATE.format(
            index_name=self._unique_name(self._building, constraint),
            fields=", ".join(map(self.quote, columns)),
        )

    def _unique_indexes(self, model: type[Model]) -> list[str]:
        unique = [c for c in model._meta.constraints or () if isinstance(c, UniqueConstraint)]
        return [self._unique_index_sql(model, c) for c in unique if self._is_index(c)]

    def _inline_together(self, model: type[Model]) -> Any:
        """Those of `unique_together` that are written as constraints of the table."""
        return model._meta.unique_together

    def _is_index(self, constraint: UniqueConstraint) -> bool:
        return bool(constraint.condition)

    def _unique_index_sql(self, model: type[Model], constraint: UniqueConstraint) -> str:
        columns = ", ".join(map(self.quote, self._resolve_fields_to_columns(model, constraint.fields)))
        table = self._qualify_table_name(model._meta.db_table, model._meta.schema)
        where = f" WHERE {constraint.condition}" if constraint.condition else ""
        return f'CREATE UNIQUE INDEX "{self._unique_name(model, constraint)}" ON {table} ({columns}){where};'

    def _unique_name(self, model: type[Model], constraint: UniqueConstraint) -> str:
        columns = self._resolve_fields_to_columns(model, constraint.fields)
        return self._constraint_name_for_model(model, UniqueConstraint(fields=tuple(columns), name=constraint.name))

    # (b) the index of an added field

    async def add_field(self, model: type[Model], field_name: str) -> None:
        await super().add_field(model, field_name)
        field = model._meta.fields_map[field_name]
        if isinstance(field, ManyToManyFieldInstance):
            return
        column = field.source_field or field_name
        key = model._meta.fields_map.get(column, field)
        if (field.index or key.index) and not (field.unique or key.unique):
            await self.add_index(model, Index(fields=(column,)))

    # (c) field names in an index

    def _get_index_sql(self, model: type[Model], field_names: Any, *args: Any, **kwargs: Any) -> str:
        columns = self._resolve_fields_to_columns(model, list(field_names))
        return super()._get_index_sql(model, columns, *args, **kwargs)

    def _index_name_for_model(self, model: type[Model], index: Index) -> str:
        if index.name:
            return index.name
        index.resolve_expressions(model)
        columns = self._resolve_fields_to_columns(model, list(index.field_names))
        return self._generate_index_name("idx", model, columns)


class PostgresEditor(CompleteEditor, AsyncpgSchemaEditor):
    """The editor for PostgreSQL."""

    async def add_field(self, model: type[Model], field_name: str) -> None:
        await super().add_field(model, field_name)
        if comments := self._post_table_hook().strip():  # (f)
            await self._run_sql(comments)

    async def alter_field(self, old_model: type[Model], new_model: type[Model], field_name: str) -> None:
        await super().alter_field(old_model, new_model, field_name)
        old, new = old_model._meta.fields_map[field_name], new_model._meta.fields_map[field_name]
        if (
            isinstance(new, ForeignKeyFieldInstance)
            and isinstance(old, ForeignKeyFieldInstance)
            and (old.on_delete, old.model_name) != (new.on_delete, new.model_name)
        ):
            await self._replace_foreign_key(new_model, new)  # (e)

    async def _replace_foreign_key(self, model: type[Model], field: ForeignKeyFieldInstance[Any]) -> None:
        table = self._qualify_table_name(model._meta.db_table, model._meta.schema)
        target = field.related_model._meta
        to_column = field.to_field_instance.source_field or field.to_field_instance.model_field_name
        name = f"{model._meta.db_table}_{field.source_field}_fkey"
        if not self.collect_sql:
            rows = await self.client.execute_query_dict(FOREIGN_KEY_NAME, [table, field.source_field])
            name = rows[0]["conname"] if rows else name
        await self._run_sql(
            f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}";\n'
            f'ALTER TABLE {table} ADD CONSTRAINT "{name}" FOREIGN KEY ("{field.source_field}") REFERENCES '
            f'{self._qualify_table_name(target.db_table, target.schema)} ("{to_column}") '
            f"ON DELETE {field.on_delete};"
        )
