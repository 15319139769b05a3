"""The audit trail: the event log of an organization and its projects, read backwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec

from openfactory.blueprints.organizations.schemas.audit import AuditFilter, AuditQuery
from openfactory.blueprints.organizations.service import keyset
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.errors import NotFound

EXPORTED_AT_ONCE = 500

_READ = Query(
    "organizations.audit",
    'SELECT e.id, @time(e.occurred_at) AS "at", e.name AS "type", e.actor_kind, e.actor_id, e.actor_name, '
    'e.credential_id, k.name AS key_name, e.entity_type AS "entityType", e.entity_id AS "entityId", '
    'e.project_id AS "projectId", e.changes, e.request_id AS "requestId", e.operation_id AS "operationId", '
    "e.address FROM core_events e "
    "LEFT JOIN organizations_api_keys k ON k.id = e.credential_id AND e.actor_kind = 'agent' "
    "WHERE e.organization_id = :organization_id AND e.id < :before "
    "AND (e.actor_id = :actor_id OR e.credential_id = :actor_id OR :actor_id IS NULL) "
    "AND (e.name = :type OR :type IS NULL) "
    "AND (e.occurred_at >= :since OR :since IS NULL) AND (e.occurred_at < :until OR :until IS NULL) "
    "ORDER BY e.id DESC LIMIT :most",
)
_KNOWN = Query(
    "organizations.audit_actor",
    "SELECT 1 AS known FROM accounts_memberships "
    "WHERE organization_id = :organization_id AND user_id = :actor_id "
    "UNION ALL SELECT 1 FROM organizations_api_keys WHERE organization_id = :organization_id "
    "AND (id = :actor_id OR created_by_id = :actor_id) LIMIT 1",
)


async def read_audit(access: Access, query: AuditQuery) -> keyset.Cut:
    """A page of entries, the newest first."""
    rows = await _read(access, query, **keyset.before(query))
    page, following = keyset.cut_by_id(rows, query)
    return [_entry(row) for row in page], following


async def export_audit(access: Access, query: AuditFilter) -> AsyncIterator[bytes]:
    """All entries as JSON Lines, some hundred at once: a trail of years must not be in memory as a whole."""
    first = await _read(access, query, before=keyset.LAST, most=EXPORTED_AT_ONCE)
    return _lines(access, query, first)


async def _lines(access: Access, query: AuditFilter, rows: list[dict[str, Any]]) -> AsyncIterator[bytes]:
    while rows:
        yield b"".join(msgspec.json.encode(_entry(row)) + b"\n" for row in rows)
        rows = await _read(access, query, before=rows[-1]["id"], most=EXPORTED_AT_ONCE)


async def _read(access: Access, query: AuditFilter, **page: Any) -> list[dict[str, Any]]:
    rows = await _READ.rows(
        organization_id=access.organization,
        actor_id=query.actor_id,
        type=query.type,
        since=query.since,
        until=query.until,
        **page,
    )
    if not rows and query.actor_id is not None:
        await _require_known(access, query.actor_id)
    return rows


async def _require_known(access: Access, actor_id: UUID) -> None:
    """Whoever has left no trace here, and does not belong here, is answered as one who does not exist."""
    if not await _KNOWN.one(organization_id=access.organization, actor_id=actor_id):
        raise NotFound


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    agent = row["actor_kind"] == "agent"
    user = {"id": row["actor_id"], "name": row["actor_name"]}
    return {
        "id": row["id"],
        "at": row["at"],
        "type": row["type"],
        "actor": {
            "type": row["actor_kind"],
            "id": row["credential_id"] if agent else row["actor_id"],
            "name": row["key_name"] or "API key" if agent else row["actor_name"],
            "onBehalfOf": user if agent else None,
        },
        "entityType": row["entityType"],
        "entityId": row["entityId"],
        "projectId": row["projectId"],
        "changes": msgspec.Raw(row["changes"].encode()) if row["changes"] else None,
        "requestId": row["requestId"],
        "operationId": row["operationId"],
        "address": row["address"],
    }
