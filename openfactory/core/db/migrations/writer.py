"""Migration files as text."""

from __future__ import annotations

from typing import Any

from tortoise.fields.data import JSON_DUMPS, JSON_LOADS
from tortoise.migrations.operations import CreateModel
from tortoise.migrations.writer import ImportManager, MigrationWriter, _render_call


class Writer(MigrationWriter):
    """Tortoise's (1.1.9), without what ties a file to the machine it was written on."""

    def as_string(self) -> str:
        what = self.name.partition("_")[2].replace("_", " ")
        return f'"""{self.app_label}: {what}."""\n\n{super().as_string()}'

    def _render_field(self, field: Any, imports: ImportManager) -> str:
        path, args, kwargs = field.deconstruct()
        # Tortoise's own defaults are orjson's where that is installed, and the file would then need it.
        for name, default in (("encoder", JSON_DUMPS), ("decoder", JSON_LOADS)):
            if kwargs.get(name) is default:
                del kwargs[name]
        return _render_call(path, args, kwargs, imports)

    def _format_create_model(self, operation: CreateModel, imports: ImportManager, *, indent: str) -> list[str]:
        operation.bases = None  # names of classes, which nothing reads
        return super()._format_create_model(operation, imports, indent=indent)
