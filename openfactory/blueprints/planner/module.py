"""The planner module: what it brings and what it needs."""

from __future__ import annotations

from openfactory.blueprints.planner import api as _api  # noqa: F401  (the subject registers there)
from openfactory.blueprints.planner import events, permissions, routes, subscriptions
from openfactory.core.db.tables import Tables
from openfactory.core.modules.module import Module

planner = Module(
    "planner",
    summary="Phases and work orders, claims, and evidence that they are done",
    prefix="/api/projects/<project_id:uuid>/planner",
    requires=("projects",),
    routes=routes.ALL,
    tables=(Tables("planner", "openfactory.blueprints.planner.models", "openfactory.migrations.planner"),),
    permissions=permissions.ALL,
    events=events.ALL,
    subscriptions=subscriptions.ALL,
)
