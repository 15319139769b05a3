"""The audit trail over HTTP."""

from __future__ import annotations

import msgspec
from sanic.response import BaseHTTPResponse, ResponseStream

from openfactory.blueprints.organizations.schemas.audit import AuditFilter, AuditQuery, AuditTrail
from openfactory.blueprints.organizations.service import audit
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes

JSON_LINES = "application/jsonl"

routes = Routes("/<org_id:uuid>/audit")


@routes.get("/")
@endpoint(needs="organizations.audit", query=AuditQuery, reply=AuditTrail, trusted=True)
async def read_audit(access: Access, query: AuditQuery) -> bytes:
    """List what was done in the organization and its projects, the newest first."""
    entries, following = await audit.read_audit(access, query)
    return msgspec.json.encode({"entries": entries, "nextCursor": following})


@routes.get("/export")
@endpoint(needs="organizations.audit", query=AuditFilter, reply=str, media_type=JSON_LINES)
async def export_audit(access: Access, query: AuditFilter) -> ResponseStream:
    """Give the whole trail as JSON Lines, the newest first; each line is an entry of the list."""
    pieces = await audit.export_audit(access, query)

    async def write(response: BaseHTTPResponse | ResponseStream) -> None:
        assert isinstance(response, ResponseStream)
        async for lines in pieces:
            await response.response.send(lines)

    name = {"content-disposition": 'attachment; filename="audit.jsonl"'}
    return ResponseStream(write, headers=name, content_type=JSON_LINES)
