"""The migrator: status, up, down, make, sql."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationTarget, PlanStep
from tortoise.migrations.graph import MigrationKey
from tortoise.transactions import in_transaction

from openfactory.core.db.config import connection_of, tortoise_config
from openfactory.core.db.failures import unavailable
from openfactory.core.db.migrations import making
from openfactory.core.db.migrations.errors import MigrationError
from openfactory.core.db.migrations.exclusive import LOCK_SECONDS, exclusively
from openfactory.core.db.migrations.executor import Executor
from openfactory.core.db.migrations.planning import Status, key_of, plan_of, status_of
from openfactory.core.db.migrations.precaution import copy_before, has_rows
from openfactory.core.db.migrations.script import as_script
from openfactory.core.db.tables import Tables

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what comes now ("" at the end)."""


def _silent(done: int, total: int, what: str) -> None:
    pass


async def pending(url: str, tables: Iterable[Tables]) -> list[str]:
    """The migrations that the database lacks; `DatabaseUnavailable` where it cannot be asked."""
    return list((await Migrator(tortoise_config(url, tables)).status()).pending)


class Migrator:
    """Migrations of one database; `config` is what `tortoise_config` gives.

    `DatabaseUnavailable` says in one line that the database cannot be reached, `MigrationError` everything
    else that is for a person to put right.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self.url = connection_of(config)
        self.config = {**config, "connections": {"default": _patient(config["connections"]["default"])}}
        self.apps: dict[str, Any] = config["apps"]

    async def status(self) -> Status:
        """What is applied and what is not; nothing is written."""
        if self._is_missing():
            async with self._offline() as executor:
                return status_of(executor, [])
        async with self._open() as client:
            executor = Executor(client, self.apps)
            await executor.loader.build_graph()
            return status_of(executor, await executor.recorder.applied_migrations())

    async def up(
        self,
        app: str | None = None,
        target: str | None = None,
        *,
        fake: bool = False,
        copy: bool = True,
        progress: Progress = _silent,
    ) -> list[str]:
        """Apply what is pending, or what `app` needs up to `target`; returns what was applied.

        `fake` only records it. An SQLite file that has rows is copied first, unless `copy` is false.
        """
        targets = [MigrationTarget(label, target or "__latest__") for label in self._labels(app)]
        return await self._migrate(targets, backward=False, fake=fake, copy=copy, progress=progress)

    async def down(
        self, app: str, target: str = "zero", *, fake: bool = False, progress: Progress = _silent
    ) -> list[str]:
        """Undo everything after `target` and everything that stands on it; `zero` is before the first."""
        name = "__first__" if target == "zero" else target
        targets = [MigrationTarget(label, name) for label in self._labels(app)]
        return await self._migrate(targets, backward=True, fake=fake, copy=False, progress=progress)

    async def make(
        self,
        apps: Iterable[str] | None = None,
        *,
        name: str | None = None,
        empty: bool = False,
        renames: dict[str, str] | None = None,
        check: bool = False,
    ) -> list[str]:
        """Write what the models have that the migrations do not; returns their names.

        A rename is only written when asked for (`{"planner.WorkOrder.body": "text"}`): two fields of one kind
        are no evidence of it. With `check` nothing is written; `empty` writes files to be filled by hand.
        """
        labels = [label for app in apps or () for label in self._labels(app)] or list(self.apps)
        order = making.Order(labels, name=name, empty=empty, renames=renames or {}, check=check)
        async with TortoiseContext() as context:
            await context.init(config=self.config, init_connections=False)
            return await making.make(context, self.apps, order)

    async def sql(self, app: str, name: str, *, backward: bool = False) -> list[str]:
        """What a migration would run, as statements and comments; no database is needed."""
        self._labels(app)
        async with self._offline() as executor:
            key = executor.loader.key(app, name)
            state = await executor.state_before(set(executor.order()), key)
            editor = executor.editor(atomic=False, collect=True)
            await executor.run(PlanStep(executor.migration(key), backward), state, editor)
            return as_script(editor.collected_sql, self.url.dialect)

    def _labels(self, app: str | None) -> list[str]:
        if app is not None and app not in self.apps:
            raise MigrationError(f"There is no module {app!r} with tables; there are {', '.join(self.apps)}")
        return [app] if app else list(self.apps)

    async def _migrate(
        self, targets: list[MigrationTarget], *, backward: bool, fake: bool, copy: bool, progress: Progress
    ) -> list[str]:
        async with self._open() as opened, exclusively(opened) as client:
            executor = Executor(client, self.apps)
            await executor.recorder.ensure_schema()
            await executor.loader.build_graph()
            applied = set(await executor.recorder.applied_migrations())
            plan = plan_of(executor, targets, applied, backward)
            if copy and plan and not fake and self.url.dialect == "sqlite" and has_rows(Path(self.url.path)):
                progress(0, len(plan), "copy the database")
                copy_before(Path(self.url.path), str(key_of(plan[0])))
            for number, step in enumerate(plan):
                progress(number, len(plan), f"{'undo' if backward else 'apply'} {key_of(step)}")
                await self._step(executor, step, applied, fake)
        progress(len(plan), len(plan), "")
        return [str(key_of(step)) for step in plan]

    @staticmethod
    async def _step(executor: Executor, step: PlanStep, applied: set[MigrationKey], fake: bool) -> None:
        """A migration and its record, in one transaction (Tortoise 1.1.9 writes the record after it)."""
        key, atomic = key_of(step), step.migration.atomic
        state = await executor.state_before(applied, key if step.backward else None)
        scope: Any = in_transaction("default") if atomic else contextlib.nullcontext(executor.connection)
        async with scope as client, executor.on(client):
            editor = executor.editor(atomic=atomic)
            editor.client = client
            if not fake:
                await executor.run(step, state, editor)
            if step.backward:
                await executor.recorder.record_unapplied(key.app_label, key.name)
            else:
                await executor.recorder.record_applied(key.app_label, key.name)
        (applied.discard if step.backward else applied.add)(key)

    def _is_missing(self) -> bool:
        """An SQLite file that is not there has no migrations, and to open it would make it."""
        return self.url.dialect == "sqlite" and not Path(self.url.path).exists()

    @contextlib.asynccontextmanager
    async def _offline(self) -> AsyncIterator[Executor]:
        async with TortoiseContext() as context:
            await context.init(config=self.config, init_connections=False)
            executor = Executor(context.connections.get("default"), self.apps, offline=True)
            await executor.loader.build_graph()
            yield executor

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[BaseDBAsyncClient]:
        try:
            async with TortoiseContext() as context:
                await context.init(config=self.config)
                yield context.db("default")
        except Exception as error:
            if (reason := unavailable(error, self.url)) is not None:
                raise reason from error
            raise


def _patient(connection: dict[str, Any]) -> dict[str, Any]:
    """A connection that waits for another process's whole run, and has room for the lock's own session."""
    if connection["engine"] == "openfactory.core.db.sqlite":
        own: dict[str, Any] = {"busy_seconds": LOCK_SECONDS}
    else:
        own = {"minsize": 1, "maxsize": 2}
    return {**connection, "credentials": {**connection["credentials"], **own}}
