"""The record of applied migrations: the table `tortoise_migrations`."""

from __future__ import annotations

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.recorder import MigrationRecorder

from openfactory.core import clock

TABLE = "tortoise_migrations"
_EXISTS = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
    "postgres": "SELECT 1 WHERE to_regclass($1::text) IS NOT NULL",
}


class Recorder(MigrationRecorder):
    """Tortoise's, but only a missing table means that nothing is applied.

    Tortoise (1.1.9) takes any failure to read it for that, a lost connection too.
    """

    connection: BaseDBAsyncClient

    async def ensure_schema(self, _editor: object = None) -> None:
        sqlite = self._dialect == "sqlite"
        key = "INTEGER PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL PRIMARY KEY"
        moment = "TIMESTAMP" if sqlite else "TIMESTAMPTZ"
        await self.connection.execute_query(
            f'CREATE TABLE IF NOT EXISTS "{TABLE}" ("id" {key}, "app" VARCHAR(255) NOT NULL, '
            f'"name" VARCHAR(255) NOT NULL, "applied_at" {moment} NOT NULL, UNIQUE ("app", "name"))'
        )

    async def applied_migrations(self) -> list[MigrationKey]:
        if not await self.connection.execute_query_dict(_EXISTS[self._dialect], [TABLE]):
            return []
        rows = await self.connection.execute_query_dict(f'SELECT app, name FROM "{TABLE}" ORDER BY id')
        return [MigrationKey(app_label=row["app"], name=row["name"]) for row in rows]

    async def record_applied(self, app: str, name: str) -> None:
        marks = ", ".join(self._placeholder(number) for number in (1, 2, 3))
        await self.connection.execute_insert(
            f'INSERT INTO "{TABLE}" (app, name, applied_at) VALUES ({marks})',
            [app, name, clock.now()],
        )


class NothingApplied(MigrationRecorder):
    """For work without a database."""

    def __init__(self) -> None:
        super().__init__(connection=None)

    async def applied_migrations(self) -> list[MigrationKey]:
        return []
