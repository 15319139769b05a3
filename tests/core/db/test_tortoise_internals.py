"""What the database layer leans on in Tortoise, though it is no public interface.

Written down for 1.1.9. A test that fails here after an upgrade names what to look at; the others tell whether
it still works.
"""

from __future__ import annotations

import inspect
from importlib import import_module
from importlib.metadata import version

import pytest

ATTRIBUTES = [
    ("tortoise.backends.base.client:ConnectionWrapper.ensure_connection", "self"),
    ("tortoise.backends.base.client:ConnectionWrapper.__init__", "self lock client"),
    ("tortoise.backends.base.client:NestedTransactionContext.__init__", "self client"),
    ("tortoise.backends.base.client:BaseDBAsyncClient._post_connect", "self"),
    ("tortoise.backends.base.client:BaseDBAsyncClient._in_transaction", "self"),
    ("tortoise.backends.base.client:BaseDBAsyncClient.execute_query_dict_with_affected", "self query values"),
    ("tortoise.backends.sqlite.client:translate_exceptions", "func"),
    ("tortoise.backends.sqlite.client:SqliteClient.__init__", "self file_path kwargs"),
    ("tortoise.backends.sqlite.client:SqliteClient.acquire_connection", "self"),
    ("tortoise.backends.sqlite.client:SqliteTransactionWrapper.__init__", "self connection"),
    ("tortoise.backends.sqlite.client:SqliteTransactionWrapper.begin", "self"),
    ("tortoise.backends.asyncpg.client:AsyncpgDBClient._translate_exceptions", "self func args kwargs"),
    ("tortoise.backends.asyncpg.client:AsyncpgDBClient.create_pool", "self kwargs"),
    ("tortoise.backends.asyncpg.client:TransactionWrapper.__init__", "self connection"),
    ("tortoise.backends.base_postgres.client:BasePostgresClient.acquire_connection", "self"),
    ("tortoise.connection:ConnectionHandler.set", "self conn_alias conn_obj"),
    ("tortoise.connection:ConnectionHandler.reset", "self token"),
    ("tortoise.context:TortoiseContext.db", "self connection_name"),
    ("tortoise.migrations.autodetector:MigrationAutodetector.changes", "self"),
    ("tortoise.migrations.autodetector:MigrationAutodetector._next_number", "self app_label"),
    ("tortoise.migrations.executor:MigrationExecutor._full_plan", "self"),
    ("tortoise.migrations.executor:MigrationExecutor._migration_plan", "self targets applied graph"),
    ("tortoise.migrations.graph:MigrationGraph.root_nodes", "self app_label"),
    ("tortoise.migrations.graph:MigrationGraph.leaf_nodes", "self app_label"),
    ("tortoise.migrations.loader:MigrationLoader.load_disk", "self"),
    ("tortoise.migrations.loader:MigrationLoader._add_internal_dependencies", "self key migration"),
    ("tortoise.migrations.loader:MigrationLoader._add_external_dependencies", "self key migration"),
    ("tortoise.migrations.recorder:MigrationRecorder._placeholder", "self pos"),
    ("tortoise.migrations.recorder:MigrationRecorder.record_unapplied", "self app name"),
    ("tortoise.migrations.schema_editor.base:BaseSchemaEditor._run_sql", "self sql"),
    ("tortoise.migrations.schema_editor.base:BaseSchemaEditor._get_model_sql_data", "self model"),
    ("tortoise.migrations.schema_editor.base:BaseSchemaEditor._get_inner_statements", "self"),
    ("tortoise.migrations.schema_editor.base:BaseSchemaEditor._post_table_hook", "self"),
    ("tortoise.migrations.schema_editor.base:BaseSchemaEditor._escape_default_value", "self default"),
    (
        "tortoise.migrations.schema_editor.base:BaseSchemaEditor._generate_index_name",
        "self prefix model field_names",
    ),
    ("tortoise.migrations.schema_editor.base:BaseSchemaEditor._index_name_for_model", "self model index"),
    (
        "tortoise.migrations.schema_editor.base:BaseSchemaEditor._constraint_name_for_model",
        "self model constraint",
    ),
    (
        "tortoise.migrations.schema_editor.base:BaseSchemaEditor._resolve_fields_to_columns",
        "self model field_names",
    ),
    (
        "tortoise.migrations.schema_editor.base:BaseSchemaEditor.alter_field",
        "self old_model new_model field_name",
    ),
    (
        "tortoise.migrations.schema_generator.state_apps:StateApps.__init__",
        "self default_connections connections",
    ),
    ("tortoise.migrations.schema_generator.state:State.clone", "self"),
    ("tortoise.migrations.writer:_render_call", "path args kwargs imports"),
    ("tortoise.migrations.writer:MigrationWriter._render_field", "self field imports"),
    ("tortoise.migrations.writer:MigrationWriter._format_create_model", "self operation imports indent"),
    ("tortoise.schema_quoting:SchemaQuotingMixin._qualify_table_name", "self table_name schema"),
]
SOURCE = [
    ("tortoise.backends.sqlite.client:SqliteClient", ["self._lock = asyncio.Lock()", "self._connection:"]),
    (
        "tortoise.backends.sqlite.client:SqliteTransactionWrapper",
        ["self._finalized = False", "self._parent = connection"],
    ),
    (
        "tortoise.backends.base_postgres.client:BasePostgresClient",
        ["self._pool_init_lock", "self._pool = None"],
    ),
    ("tortoise.backends.base.executor:BaseExecutor", ["EXECUTOR_CACHE"]),
    ("tortoise.migrations.schema_generator.state_apps:StateApps", ["self._connections._db_config is None"]),
    (
        "tortoise.migrations.schema_editor.base:BaseSchemaEditor",
        ["model._meta.unique_together", "self.collected_sql"],
    ),
    (
        "tortoise.migrations.schema_editor.base_postgres:BasePostgresSchemaEditor",
        ["self.comments_array = []"],
    ),
    ("tortoise.migrations.autodetector:MigrationAutodetector", ["self.loader = MigrationLoader"]),
]


def find(path: str) -> object:
    module, _, names = path.partition(":")
    found: object = import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    return found


def test_the_version_is_the_one_that_was_read():
    assert version("tortoise-orm") == "1.1.9"


@pytest.mark.parametrize(("path", "parameters"), ATTRIBUTES)
def test_it_is_there_and_takes_the_same(path: str, parameters: str):
    found = find(path)

    assert callable(found)
    assert list(inspect.signature(found).parameters) == parameters.split()


@pytest.mark.parametrize(("path", "texts"), SOURCE)
def test_its_source_still_says(path: str, texts: list[str]):
    found = find(path)

    assert inspect.isclass(found)
    source = inspect.getsource(inspect.getmodule(found) or found)
    assert [text for text in texts if text not in source] == []


def test_asyncpg_asks_the_connection_class_for_its_reset_query():
    connection = find("asyncpg:Connection")

    assert "self.get_reset_query()" in inspect.getsource(connection)
