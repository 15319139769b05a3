"""Listing deliveries, and sending one again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.http.pages import cut, read_cursor
from openfactory.shared.archiving import require_open
from openfactory.shared.webhooks.errors import DeliveryPending, WebhookOff
from openfactory.shared.webhooks.jobs import queue_sending
from openfactory.shared.webhooks.models import Delivery, Status, Webhook
from openfactory.shared.webhooks.schemas import DeliveryQuery

_NEWEST = UUID(int=2**128 - 1)
_LIST = Query(
    "webhooks.deliveries",
    'SELECT id, webhook_id AS "webhookId", message_id AS "messageId", event_type AS "eventType", status, attempts, '
    '@time(attempted_at) AS "attemptedAt", @time(next_attempt_at) AS "nextAttemptAt", '
    'response_status AS "responseStatus", response_excerpt AS "responseExcerpt", duration_ms AS "durationMs", error, '
    '@time(created_at) AS "createdAt" FROM webhooks_deliveries '
    "WHERE project_id = :project_id AND webhook_id = :webhook_id AND id < :before "
    "AND (CAST(:status AS TEXT) IS NULL OR status = :status) ORDER BY id DESC LIMIT :most",
)


async def list_deliveries(
    access: Access, webhook_id: UUID, query: DeliveryQuery
) -> tuple[Sequence[dict[str, Any]], str | None]:
    """What was and is to be sent to a webhook, the newest first."""
    await Webhook.require(access, webhook_id)
    (before,) = read_cursor(query.cursor, tuple[UUID]) or (_NEWEST,)
    status = query.status and query.status.value
    rows = await _LIST.rows(
        project_id=access.project, webhook_id=webhook_id, before=before, status=status, most=query.limit + 1
    )
    return cut(rows, query.limit, lambda row: (row["id"],))


async def replay_delivery(access: Access, delivery_id: UUID) -> Delivery:
    """Send a delivery once more: the same message id and body, a new timestamp, one attempt, counted nowhere."""
    require_open(access)
    async with transaction(access) as tx:
        delivery = await Delivery.require(access, delivery_id, lock=True)
        if not (await Webhook.require(access, delivery.webhook_id)).enabled:
            raise WebhookOff
        if delivery.status is Status.PENDING:
            raise DeliveryPending
        delivery.status, delivery.replayed, delivery.next_attempt_at = Status.PENDING, True, clock.now()
        await delivery.save(update_fields=["status", "replayed", "next_attempt_at"])
        await queue_sending(tx, delivery.webhook_id)
    return delivery
