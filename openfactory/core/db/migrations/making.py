"""Writing migrations: what the models have that the migrations on disk do not."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.context import TortoiseContext
from tortoise.fields.relational import ManyToManyFieldInstance, RelationalField
from tortoise.migrations.operations import AddField, Operation, RemoveField, RenameField, RenameModel
from tortoise.migrations.writer import MigrationWriter, format_migration_name

from openfactory.core.db.migrations.detector import Detector
from openfactory.core.db.migrations.errors import MigrationError
from openfactory.core.db.migrations.writer import Writer


@dataclass(frozen=True)
class Order:
    """What is asked for: see `Migrator.make`."""

    labels: Sequence[str]
    name: str | None
    empty: bool
    renames: dict[str, str]
    check: bool


async def make(context: TortoiseContext, apps: dict[str, Any], order: Order) -> list[str]:
    """Applications in order of dependence, so that one made in this run can depend on another made in it."""
    written: list[str] = []
    for label in _by_dependence(context, apps):
        if label not in order.labels:
            continue
        # Files that this run has written would not be found in a folder that Python has read before.
        importlib.invalidate_caches()
        if (writer := await _writer(context, apps, label, order)) is not None:
            written.append(f"{label}.{writer.name}")
            if not order.check:
                writer.write()
    return written


async def _writer(context: TortoiseContext, apps: dict[str, Any], label: str, order: Order) -> MigrationWriter | None:
    detector = Detector(context, apps)
    found = next((writer for writer in await detector.changes() if writer.app_label == label), None)
    if found is None and not order.empty:
        return None
    number = detector._next_number(label)
    own = [(key.app_label, key.name) for key in detector.loader.graph.leaf_nodes(label)]
    name = found.name if found else f"{number:04d}_empty"
    return Writer(
        format_migration_name(number, order.name) if order.name else name,
        label,
        _reviewed(label, found.operations if found else [], detector, order.renames),
        dependencies=found.dependencies if found else own,
        initial=found.initial if found else None,
        migrations_module=apps[label]["migrations"],
    )


def _by_dependence(context: TortoiseContext, apps: dict[str, Any]) -> list[str]:
    needs = {label: _needs(context, label) for label in apps}
    order: list[str] = []
    while len(order) < len(needs):
        ready = [label for label in needs if label not in order and needs[label] <= set(order)]
        if not ready:
            circle = ", ".join(sorted(set(needs) - set(order)))
            raise MigrationError(f"The tables of {circle} refer to one another in a circle")
        order += ready
    return order


def _needs(context: TortoiseContext, label: str) -> set[str]:
    """The applications that this one's tables refer to."""
    assert context.apps is not None
    referred = (
        getattr(field, "model_name", None)
        for model in context.apps[label].values()
        for field in model._meta.fields_map.values()
        if isinstance(field, RelationalField) and not getattr(field, "_generated", False)
    )
    return {name.split(".")[0] for name in referred if isinstance(name, str)} - {label}


def _reviewed(label: str, operations: list[Operation], detector: Detector, renames: dict[str, str]) -> list[Operation]:
    result: list[Operation] = []
    for operation in operations:
        if isinstance(operation, RenameModel):
            _check_renamed(label, operation, renames)
        if isinstance(operation, RenameField):
            result += _rename(label, operation, detector, renames)
        else:
            result.append(operation)
    for operation in result:
        if isinstance(operation, AddField):
            _check_default(label, operation)
    return result


def _rename(label: str, operation: RenameField, detector: Detector, renames: dict[str, str]) -> list[Operation]:
    """Tortoise (1.1.9) takes a removed and an added field of one kind for a rename, without a word."""
    model = operation.model_name
    if renames.get(f"{label}.{model}.{operation.old_name}") == operation.new_name:
        return [operation]
    added = detector.apps[label][model]._meta.fields_map[operation.new_name]
    return [AddField(model, operation.new_name, added), RemoveField(model, operation.old_name)]


def _check_renamed(label: str, operation: RenameModel, renames: dict[str, str]) -> None:
    if renames.get(f"{label}.{operation.old_name}") != operation.new_name:
        old, new = f"{label}.{operation.old_name}", operation.new_name
        raise MigrationError(
            f"Is {old} now {new}? Then say --rename {old}={new}; if not, make removal and addition apart"
        )


def _check_default(label: str, operation: AddField) -> None:
    field: Any = operation.field
    if isinstance(field, ManyToManyFieldInstance) or field.null or field.generated or field.has_db_default():
        return
    raise MigrationError(
        f"{label}.{operation.model_name}.{operation.name} is a new NOT NULL column, and the rows there have "
        "no value for it: give it a db_default, or null=True"
    )
