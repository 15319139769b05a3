"""The validator module: what it brings and what it needs."""

from __future__ import annotations

from openfactory.blueprints.validator import api as _api  # noqa: F401  (the subject registers there)
from openfactory.blueprints.validator import events, jobs, permissions, routes, subscriptions
from openfactory.blueprints.validator.settings import ValidatorSettings
from openfactory.core.db.tables import Tables
from openfactory.core.modules.module import Module

validator = Module(
    "validator",
    summary="Feedback from outside: taken in, triaged, turned into work",
    prefix="/api/projects/<project_id:uuid>/validator",
    requires=("projects", "planner"),
    routes=routes.ALL,
    tables=(Tables("validator", "openfactory.blueprints.validator.models", "openfactory.migrations.validator"),),
    permissions=permissions.ALL,
    events=events.ALL,
    jobs=jobs.ALL,
    subscriptions=subscriptions.ALL,
    settings=ValidatorSettings,
)
