"""Evidence over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.errors import AlreadyClaimed, Full, StaleFence
from openfactory.blueprints.planner.models import Evidence
from openfactory.blueprints.planner.schemas.evidence import EvidenceList, EvidenceOut, GiveEvidence
from openfactory.blueprints.planner.service import evidence
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

routes = Routes("/work-orders/<work_order_id:uuid>/evidence")


@routes.get("/")
@endpoint(needs="planner.read", reply=EvidenceList)
async def list_evidence(access: Access, work_order_id: UUID) -> dict[str, Any]:
    """List the acceptance criteria of a work order, each with its evidence."""
    return await evidence.list_evidence(access, work_order_id)


@routes.post("/")
@endpoint(
    needs="planner.work",
    body=GiveEvidence,
    reply=EvidenceOut,
    status=201,
    errors=(Archived, StaleFence, AlreadyClaimed, Full),
)
async def give_evidence(access: Access, work_order_id: UUID, body: GiveEvidence) -> Evidence:
    """Say what shows that a criterion is met: a test, a commit, a link; or why it is skipped."""
    return await evidence.give_evidence(access, work_order_id, body)
