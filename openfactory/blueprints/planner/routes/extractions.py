"""Extractions over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from openfactory.blueprints.planner.errors import (
    CriteriaOpen,
    DependencyCycle,
    ExtractionDecided,
    ExtractionTooLarge,
    Full,
)
from openfactory.blueprints.planner.schemas.extractions import (
    AcceptedOut,
    AcceptExtraction,
    Extract,
    ExtractionList,
    ExtractionOut,
    ExtractionQuery,
)
from openfactory.blueprints.planner.service import accepting, extractions
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.replies import Reply
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

routes = Routes()


@routes.post("/extract")
@endpoint(
    needs="planner.write",
    body=Extract,
    reply=ExtractionOut,
    status=201,
    trusted=True,
    errors=(Archived, ExtractionTooLarge),
)
async def extract(access: Access, body: Extract) -> Reply:
    """Propose work orders from blueprints. Nothing is created before a person accepts.

    A dry run answers 200 and keeps nothing; so does an extraction with nothing new or changed.
    """
    found = await extractions.extract(access, body)
    return Reply(msgspec.json.encode(found), status=201 if found["id"] else 200)


@routes.get("/extractions")
@endpoint(needs="planner.read", query=ExtractionQuery, reply=ExtractionList, trusted=True)
async def list_extractions(access: Access, query: ExtractionQuery) -> bytes:
    """List extractions without their proposals, the latest first."""
    rows, following = await extractions.list_extractions(access, query)
    return msgspec.json.encode({"extractions": rows, "nextCursor": following})


@routes.get("/extractions/<extraction_id:uuid>")
@endpoint(needs="planner.read", reply=ExtractionOut, trusted=True)
async def read_extraction(access: Access, extraction_id: UUID) -> bytes:
    """Give an extraction with its proposals, each with what has come of it by now."""
    return msgspec.json.encode(await extractions.read_extraction(access, extraction_id))


@routes.post("/extractions/<extraction_id:uuid>/accept")
@endpoint(
    needs="planner.write",
    body=AcceptExtraction,
    reply=AcceptedOut,
    errors=(Archived, ExtractionDecided, DependencyCycle, CriteriaOpen, Full),
)
async def accept_extraction(access: Access, extraction_id: UUID, body: AcceptExtraction) -> dict[str, Any]:
    """Make work orders of proposals: all that are named, or none. Only a person can.

    A proposal that has been accepted already makes no second work order.
    """
    return await accepting.accept_extraction(access, extraction_id, body)


@routes.post("/extractions/<extraction_id:uuid>/reject")
@endpoint(needs="planner.write", reply=ExtractionOut, trusted=True, errors=(Archived, ExtractionDecided))
async def reject_extraction(access: Access, extraction_id: UUID) -> bytes:
    """Want none of the proposals. Only a person can."""
    return msgspec.json.encode(await extractions.reject_extraction(access, extraction_id))
