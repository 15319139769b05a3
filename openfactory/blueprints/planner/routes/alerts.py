"""Sync alerts over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.blueprints.planner.schemas.alerts import SyncAlertList, SyncAlertQuery
from openfactory.blueprints.planner.service import alerts, sources
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

routes = Routes("/sync-alerts")


@routes.get("/")
@endpoint(needs="planner.read", query=SyncAlertQuery, reply=SyncAlertList, trusted=True)
async def list_sync_alerts(access: Access, query: SyncAlertQuery) -> bytes:
    """List work orders that come from something which has changed since, the latest change first."""
    rows, following = await alerts.list_sync_alerts(access, query)
    return msgspec.json.encode({"alerts": rows, "nextCursor": following})


@routes.post("/<sync_alert_id:uuid>/acknowledge")
@endpoint(needs="planner.write", errors=(Archived,))
async def acknowledge_sync_alert(access: Access, sync_alert_id: UUID) -> None:
    """Say that the change has been seen: what is so now counts as confirmed. Only a person can."""
    await sources.acknowledge_sync_alert(access, sync_alert_id)
