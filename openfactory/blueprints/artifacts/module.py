"""The artifacts module: what it brings and what it needs."""

from __future__ import annotations

from openfactory.blueprints.artifacts import api as _api  # noqa: F401  (the subject registers there)
from openfactory.blueprints.artifacts import events, jobs, permissions, routes
from openfactory.blueprints.artifacts.settings import ArtifactSettings
from openfactory.core.db.tables import Tables
from openfactory.core.modules.module import Module

artifacts = Module(
    "artifacts",
    summary="Files in folders, with the text that is in them",
    prefix="/api/projects/<project_id:uuid>/artifacts",
    requires=("projects",),
    routes=routes.ALL,
    tables=(Tables("artifacts", "openfactory.blueprints.artifacts.models", "openfactory.migrations.artifacts"),),
    permissions=permissions.ALL,
    events=events.ALL,
    jobs=jobs.ALL,
    settings=ArtifactSettings,
)
