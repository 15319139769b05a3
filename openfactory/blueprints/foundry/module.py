"""The foundry module: what it brings and what it needs."""

from __future__ import annotations

from openfactory.blueprints.foundry.kinds import FOUNDRY
from openfactory.core.modules.module import Module
from openfactory.shared.documents.routes import routes_of
from openfactory.shared.documents.tables import TABLES

foundry = Module(
    "foundry",
    summary="Blueprints: how requirements are to be met",
    prefix="/api/projects/<project_id:uuid>/foundry",
    requires=("projects",),
    routes=routes_of(FOUNDRY),
    tables=(TABLES,),
    permissions=FOUNDRY.permissions,
    events=FOUNDRY.events,
)
