"""Webhooks over HTTP, below a module whose prefix is that of projects."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec

from openfactory.core.access import Access
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.core.limits import Limit
from openfactory.shared.archiving import Archived
from openfactory.shared.webhooks import deliveries, service
from openfactory.shared.webhooks.errors import DeliveryPending, TooManyWebhooks, WebhookOff
from openfactory.shared.webhooks.models import Delivery, Webhook
from openfactory.shared.webhooks.resources import resources
from openfactory.shared.webhooks.schemas import (
    ChangeWebhook,
    CreateWebhook,
    DeliveryList,
    DeliveryOut,
    DeliveryQuery,
    RotatedSecret,
    RotateSecret,
    TestOut,
    WebhookList,
    WebhookOut,
    WebhookQuery,
    WebhookSecret,
)

TEST = Limit("webhook-test", 30, 60, by="caller")

routes = Routes("/<project_id:uuid>/webhooks")


@routes.get("/")
@endpoint(needs="webhooks.manage", query=WebhookQuery, reply=WebhookList, trusted=True)
async def list_webhooks(access: Access, query: WebhookQuery) -> bytes:
    """List the project's webhooks, the newest first."""
    rows, following = await service.list_webhooks(access, query)
    return msgspec.json.encode({"webhooks": rows, "nextCursor": following})


@routes.post("/")
@endpoint(
    needs="webhooks.manage",
    body=CreateWebhook,
    reply=WebhookSecret,
    status=201,
    versioned=True,
    errors=(Archived, TooManyWebhooks),
)
async def create_webhook(access: Access, body: CreateWebhook, context: Context) -> Webhook:
    """Send the project's events to a URL from now on. The secret is shown in this answer only."""
    return await service.create_webhook(access, body, opened=resources(context))


@routes.patch("/<webhook_id:uuid>")
@endpoint(needs="webhooks.manage", body=ChangeWebhook, reply=WebhookOut, versioned=True, errors=(Archived,))
async def change_webhook(access: Access, webhook_id: UUID, body: ChangeWebhook, context: Context) -> Webhook:
    """Change a webhook. Switched off, what is pending is cancelled; switched on, it hears what happens from now on."""
    return await service.change_webhook(access, webhook_id, body, opened=resources(context))


@routes.delete("/<webhook_id:uuid>")
@endpoint(needs="webhooks.manage", errors=(Archived,))
async def delete_webhook(access: Access, webhook_id: UUID) -> None:
    """Delete a webhook with its secrets and deliveries."""
    await service.delete_webhook(access, webhook_id)


@routes.post("/<webhook_id:uuid>/rotate-secret")
@endpoint(needs="webhooks.manage", body=RotateSecret, reply=RotatedSecret, versioned=True, errors=(Archived,))
async def rotate_secret(access: Access, webhook_id: UUID, body: RotateSecret, context: Context) -> Webhook:
    """Give a webhook another secret. Until the overlap is over both sign, each with a signature of its own."""
    overlap = timedelta(seconds=body.overlap_seconds)
    return await service.rotate_secret(access, webhook_id, overlap, opened=resources(context))


@routes.post("/<webhook_id:uuid>/test")
@endpoint(needs="webhooks.manage", reply=TestOut, limits=[TEST], errors=(Archived,), calls_out=True)
async def test_webhook(access: Access, webhook_id: UUID, context: Context) -> TestOut:
    """Send the event `webhooks.test` at once, and say what came of it."""
    outcome = await service.test_webhook(access, webhook_id, opened=resources(context))
    return TestOut(
        delivered=outcome.delivered,
        response_status=outcome.status,
        response_excerpt=outcome.excerpt,
        duration_ms=outcome.duration_ms,
        error=outcome.error,
    )


@routes.get("/<webhook_id:uuid>/deliveries")
@endpoint(needs="webhooks.manage", query=DeliveryQuery, reply=DeliveryList, trusted=True)
async def list_deliveries(access: Access, webhook_id: UUID, query: DeliveryQuery) -> bytes:
    """List what was and is to be sent to a webhook, the newest first. Kept for 30 days."""
    rows, following = await deliveries.list_deliveries(access, webhook_id, query)
    return msgspec.json.encode({"deliveries": rows, "nextCursor": following})


@routes.post("/deliveries/<delivery_id:uuid>/replay")
@endpoint(
    needs="webhooks.manage",
    reply=DeliveryOut,
    status=202,
    versioned=True,
    errors=(Archived, DeliveryPending, WebhookOff),
)
async def replay_delivery(access: Access, delivery_id: UUID) -> Delivery:
    """Send a delivery once more, with the same id and a new timestamp. It does not count for the webhook's health."""
    return await deliveries.replay_delivery(access, delivery_id)
