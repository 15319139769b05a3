"""Which migrations are applied, and which steps lead to where somebody wants to be."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise.migrations.executor import MigrationTarget, PlanStep
from tortoise.migrations.graph import MigrationKey

from openfactory.core.db.migrations.errors import MigrationError
from openfactory.core.db.migrations.executor import Executor


@dataclass(frozen=True)
class Status:
    """Migrations as `label.name`, in order. `unknown` are recorded, and not in this installation."""

    applied: tuple[str, ...]
    pending: tuple[str, ...]
    unknown: tuple[str, ...]


def status_of(executor: Executor, applied: list[MigrationKey]) -> Status:
    """`applied` is what the database has recorded."""
    order, done = executor.order(), set(applied)
    return Status(
        applied=tuple(str(key) for key in order if key in done),
        pending=tuple(str(key) for key in order if key not in done),
        unknown=tuple(str(key) for key in applied if key not in set(order)),
    )


def key_of(step: PlanStep) -> MigrationKey:
    """What the record calls a step's migration."""
    return MigrationKey(step.migration.app_label, step.migration.name)


def plan_of(
    executor: Executor, targets: list[MigrationTarget], applied: set[MigrationKey], backward: bool
) -> list[PlanStep]:
    """The steps to the targets, all in one direction."""
    found = [_resolved(executor, target) for target in targets]
    for target in found:
        key = MigrationKey(target.app_label, target.name)
        if not target.name.startswith("__") and backward and key not in applied:
            raise MigrationError(f"{key} is not applied, so nothing after it can be undone")
    plan = executor._migration_plan(found, applied, executor.loader.graph)
    if any(step.backward is not backward for step in plan):
        target = found[0]
        raise MigrationError(f"{target.app_label}.{target.name} is applied, and others after it: use down")
    return plan


def _resolved(executor: Executor, target: MigrationTarget) -> MigrationTarget:
    if target.name.startswith("__"):
        return target
    return MigrationTarget(target.app_label, executor.loader.key(target.app_label, target.name).name)
