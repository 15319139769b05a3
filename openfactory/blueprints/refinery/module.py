"""The refinery module: what it brings and what it needs."""

from __future__ import annotations

from openfactory.blueprints.refinery.api import REFINERY
from openfactory.blueprints.refinery.routes import routes
from openfactory.core.modules.module import Module
from openfactory.shared.documents.routes import routes_of
from openfactory.shared.documents.tables import TABLES

refinery = Module(
    "refinery",
    summary="Requirements: documents, the requirements and acceptance criteria in them, and their review",
    prefix="/api/projects/<project_id:uuid>/refinery",
    requires=("projects",),
    routes=(*routes_of(REFINERY), routes),
    tables=(TABLES,),
    permissions=REFINERY.permissions,
    events=REFINERY.events,
)
