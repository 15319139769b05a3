"""One migration: its operations on the database, with the models before and after each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import ConnectionHandler, get_connections
from tortoise.migrations.executor import MigrationExecutor, PlanStep
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import Operation, RunPython
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from openfactory.core.db.migrations.editors import PostgresEditor
from openfactory.core.db.migrations.errors import MigrationError
from openfactory.core.db.migrations.graph import Loader
from openfactory.core.db.migrations.recorder import NothingApplied, Recorder
from openfactory.core.db.migrations.sqlite_editor import SqliteEditor

Editor = SqliteEditor | PostgresEditor
EDITORS: dict[str, type[SqliteEditor] | type[PostgresEditor]] = {
    "sqlite": SqliteEditor,
    "postgres": PostgresEditor,
}


class Executor(MigrationExecutor):
    """Tortoise's planning (1.1.9) with our graph, record and editors, and a running of our own."""

    recorder: Any
    loader: Loader

    def __init__(self, connection: BaseDBAsyncClient, apps: dict[str, Any], *, offline: bool = False) -> None:
        super().__init__(connection, apps)
        self.recorder = NothingApplied() if offline else Recorder(connection)
        self.loader = Loader(apps, self.recorder, load=False)

    def editor(self, *, atomic: bool, collect: bool = False) -> Editor:
        """The editor for this connection's dialect; with `collect` it only writes down."""
        kind = EDITORS[self.connection.capabilities.dialect]
        return kind(self.connection, atomic=atomic, collect_sql=collect)

    def order(self) -> list[MigrationKey]:
        """Every migration, each after those it stands on."""
        return self._full_plan()

    def migration(self, key: MigrationKey) -> Migration:
        """The migration of a key of the graph."""
        migration = self.loader.graph.nodes[key]
        assert migration is not None  # the graph was checked when it was built
        return migration

    async def state_before(self, applied: set[MigrationKey], key: MigrationKey | None = None) -> State:
        """The models that `applied` migrations make, up to `key`.

        Without the machinery for queries: to build it after each operation is most of the time.
        """
        labels = dict.fromkeys(self.loader.apps_config, "default")
        state = State(models={}, apps=StateApps(labels, connections=ConnectionHandler()))
        for other in self.order():
            if other == key:
                break
            if other in applied:
                await self.migration(other).apply(state, dry_run=True)
        return state

    @asynccontextmanager
    async def on(self, client: BaseDBAsyncClient) -> AsyncIterator[None]:
        """Record migrations through `client`, in its transaction."""
        self.recorder.connection = client
        try:
            yield
        finally:
            self.recorder.connection = self.connection

    async def run(self, step: PlanStep, state: State, editor: Editor) -> None:
        """Run a migration. `state` is the models before it; going forward, it becomes those after it."""
        moves = self._forward if not step.backward else self._backward
        async for operation, before, after in moves(step.migration, state):
            editor.before, editor.after = before, after
            if editor.collect_sql:
                hidden = "" if operation.reduces_to_sql else " (not SQL, and not shown)"
                editor.collected_sql.append(f"-- {operation.describe()}{hidden}")
                if hidden:
                    continue
            await self._operate(step, operation, before, after, editor)

    @staticmethod
    async def _forward(migration: Migration, state: State) -> AsyncIterator[tuple[Operation, State, State]]:
        for operation in migration.operations:
            before = state.clone()
            operation.state_forward(migration.app_label, state)
            yield operation, before, state

    @staticmethod
    async def _backward(migration: Migration, state: State) -> AsyncIterator[tuple[Operation, State, State]]:
        moves: list[tuple[Operation, State, State]] = []
        for operation in migration.operations:
            if not operation.reversible:
                name = f"{migration.app_label}.{migration.name}"
                raise MigrationError(f"{name} cannot be undone: {operation.describe()} has no reverse")
            earlier, state = state, state.clone()
            operation.state_forward(migration.app_label, state)
            moves.insert(0, (operation, state, earlier))
        for move in moves:
            yield move

    async def _operate(self, step: PlanStep, operation: Operation, before: State, after: State, editor: Editor) -> None:
        label = step.migration.app_label
        move = operation.database_backward if step.backward else operation.database_forward
        try:
            if isinstance(operation, RunPython):
                before = _usable(before)
            await move(label, before, after, editor)
        except Exception as error:
            where = f"{label}.{step.migration.name}: {operation.describe()}"
            raise MigrationError(f"{where}: {str(error) or type(error).__name__}") from error
        finally:
            # Kept by table name (Tortoise 1.1.9): the models of a data migration would serve later ones, and
            # the application.
            EXECUTOR_CACHE.clear()


def _usable(state: State) -> State:
    """The same models, fit for the queries of a data migration."""
    offline, state.apps._connections = state.apps._connections, get_connections()
    try:
        return state.clone()
    finally:
        state.apps._connections = offline
