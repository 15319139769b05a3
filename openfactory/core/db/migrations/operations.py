"""Operations of our own for migration files: SQL that differs between the two databases."""

from __future__ import annotations

from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class DialectSQL(TortoiseOperation):
    """A script for each dialect (`sqlite`, `postgres`); for one that is not given, nothing is done.

    Without `reverse` the migration cannot be undone. `note` is what `migrate sql` says of it.
    """

    def __init__(
        self, *, forward: dict[str, str], reverse: dict[str, str] | None = None, note: str = "Run SQL"
    ) -> None:
        if unknown := {*forward, *(reverse or {})} - {"sqlite", "postgres"}:
            raise ValueError(f"DialectSQL knows sqlite and postgres, not {', '.join(sorted(unknown))}")
        self.forward, self.reverse, self.note = forward, reverse, note
        self.reversible = reverse is not None

    def describe(self) -> str:
        return self.note

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        await self._run(self.forward, state_editor)

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        await self._run(self.reverse or {}, state_editor)

    @staticmethod
    async def _run(scripts: dict[str, str], editor: BaseSchemaEditor | None) -> None:
        if editor and (script := scripts.get(editor.DIALECT)):
            await editor._run_sql(script)
