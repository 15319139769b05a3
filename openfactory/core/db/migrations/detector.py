"""What the models have that the migrations on disk do not."""

from __future__ import annotations

from typing import Any

from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.schema_generator.state import State

from openfactory.core import clock
from openfactory.core.db.migrations.graph import Loader
from openfactory.core.db.migrations.recorder import NothingApplied


class Detector(MigrationAutodetector):
    """Tortoise's (1.1.9), with our graph, and without an eye for descriptions.

    Tortoise takes a model's docstring, comments above its fields and an enum's members for descriptions, and
    compares them: to better a docstring would need a migration, and on SQLite a new member of an enum would
    rebuild its table.
    """

    def __init__(self, context: TortoiseContext, apps: dict[str, Any]) -> None:
        assert context.apps is not None
        super().__init__(context.apps, apps, now=clock.now)
        self.loader = Loader(apps, NothingApplied(), load=False)

    def _current_state(self) -> State:
        return _without_descriptions(super()._current_state())

    async def _project_state(self) -> State:
        return _without_descriptions(await super()._project_state())


def _without_descriptions(state: State) -> State:
    for model in state.models.values():
        model.options.pop("table_description", None)
        model.description = ""
        for field in model.fields.values():
            field.description = None
    return state
