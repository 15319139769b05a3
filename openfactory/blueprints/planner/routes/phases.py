"""Phases over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.blueprints.planner.errors import Full
from openfactory.blueprints.planner.models import Phase
from openfactory.blueprints.planner.schemas.phases import ChangePhase, CreatePhase, PhaseList, PhaseOut
from openfactory.blueprints.planner.service import phases
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

routes = Routes("/phases")


@routes.get("/")
@endpoint(needs="planner.read", reply=PhaseList, trusted=True)
async def list_phases(access: Access) -> bytes:
    """List the phases in their order."""
    return msgspec.json.encode({"phases": await phases.list_phases(access)})


@routes.post("/")
@endpoint(
    needs="planner.write",
    body=CreatePhase,
    reply=PhaseOut,
    status=201,
    versioned=True,
    errors=(Archived, Full),
)
async def create_phase(access: Access, body: CreatePhase) -> Phase:
    """Create a phase, at the end or at a place that is made free."""
    return await phases.create_phase(access, body)


@routes.patch("/<phase_id:uuid>")
@endpoint(needs="planner.write", body=ChangePhase, reply=PhaseOut, versioned=True, errors=(Archived,))
async def change_phase(access: Access, phase_id: UUID, body: ChangePhase) -> Phase:
    """Change a phase's name or description, or put it at another place; its work orders move with it."""
    return await phases.change_phase(access, phase_id, body)


@routes.delete("/<phase_id:uuid>")
@endpoint(needs="planner.write", errors=(Archived,))
async def delete_phase(access: Access, phase_id: UUID) -> None:
    """Delete a phase. Its work orders stay, in no phase."""
    await phases.delete_phase(access, phase_id)
