"""Sending in the background. One job at a time sends to one webhook, so that a receiver holds up itself alone."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_id, as_moment, as_uuid
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.core.jobs import NEVER, Job, job
from openfactory.core.security.sealing import BrokenSeal
from openfactory.shared.webhooks.models import Delivery, Webhook
from openfactory.shared.webhooks.outcomes import record
from openfactory.shared.webhooks.resources import Resources, resources
from openfactory.shared.webhooks.sending import Outcome, send

AT_ONCE: Final = 5  # requests under way to one webhook
RECEIVERS: Final = 8  # webhooks of one organization that are sent to at the same time
TURN: Final = 10.0  # seconds after which the job lets others go on, and queues itself again
KEPT: Final = timedelta(days=30)
LEFT_OVER: Final = timedelta(minutes=5)

_DUE = Query(
    "webhooks.next_due",
    "SELECT MIN(d.next_attempt_at) AS due FROM webhooks_deliveries d "
    "JOIN webhooks_webhooks w ON w.id = d.webhook_id AND w.paused_at IS NULL "
    "WHERE d.project_id = :project_id AND d.webhook_id = :webhook_id AND d.status = 'pending'",
)
_LEFT_OVER = Query(
    "worker.webhooks_left_over",
    "SELECT w.id, w.organization_id, w.project_id FROM webhooks_webhooks w "
    "WHERE w.enabled AND w.paused_at IS NULL AND EXISTS ("
    "SELECT 1 FROM webhooks_deliveries d WHERE d.webhook_id = w.id AND d.status = 'pending' "
    "AND d.next_attempt_at < :before) LIMIT 500",
)
_SWEEP = Query(
    "worker.webhooks_sweep",
    "DELETE FROM webhooks_deliveries WHERE id IN (SELECT id FROM webhooks_deliveries "
    "WHERE created_at < :before AND status <> 'pending' LIMIT 500)",
)
_FORGET = Query(
    "worker.webhooks_forget_secrets",
    "UPDATE webhooks_webhooks SET previous_sealed = NULL, previous_until = NULL WHERE previous_until <= :now",
)


@job("webhooks.deliver", unique=("webhook_id",), concurrency=RECEIVERS, timeout=120)
async def deliver(job: Job, webhook_id: UUID) -> None:
    """Send a webhook what is due, some at once; after a failure or some seconds it is others' turn."""
    began, failed = time.monotonic(), False
    while not failed and time.monotonic() - began < TURN:
        webhook, batch = await _due(job.access, webhook_id)
        if webhook is None or not batch:
            break
        outcomes = await _send_all(resources(job.context), webhook, batch)
        async with job.step() as tx:
            await record(tx, webhook_id, list(zip(batch, outcomes, strict=True)))
        failed = not all(outcome.delivered for outcome in outcomes)
    async with job.finish() as tx:
        await _go_on(tx, webhook_id)


async def _due(access: Access, webhook_id: UUID) -> tuple[Webhook | None, list[Delivery]]:
    rows = Webhook.visible_to(access).filter(id=webhook_id, enabled=True, paused_at=None)
    webhook = await rows.first()
    due = Delivery.visible_to(access).filter(webhook_id=webhook_id, status="pending", next_attempt_at__lte=clock.now())
    return webhook, await due.order_by("next_attempt_at", "id").limit(AT_ONCE)


async def _send_all(opened: Resources, webhook: Webhook, batch: list[Delivery]) -> list[Outcome]:
    try:
        keys = opened.secrets(webhook)
    except BrokenSeal:
        return [Outcome(None, "the secret cannot be read any more: rotate it", None, 0)] * len(batch)
    sent = (
        send(opened.client, webhook.url, keys, item.message_id, item.body, seconds=opened.seconds) for item in batch
    )
    return await asyncio.gather(*sent)


async def _go_on(tx: Transaction, webhook_id: UUID) -> None:
    """Queue what is to send the rest: now, or when the next attempt is due."""
    row = await _DUE.one(project_id=tx.access.project, webhook_id=webhook_id)
    if row is None or row["due"] is None:
        return
    due = as_moment(row["due"])
    if due <= clock.now():
        await tx.enqueue(deliver(webhook_id))
    else:
        await tx.enqueue(wake(webhook_id, due), at=due)


# A job of its own: a `deliver` that waits for hours would be the same as one that an event needs now.
@job("webhooks.wake", unique=("webhook_id", "due"))
async def wake(job: Job, webhook_id: UUID, due: datetime) -> None:
    """Send to a webhook again, now that an attempt is due."""
    async with job.finish() as tx:
        await tx.enqueue(deliver(webhook_id))


async def queue_sending(tx: Transaction, webhook_id: UUID) -> None:
    """Queue what sends to a webhook, for deliveries that this transaction makes.

    Where it is running already, and ends before this is committed, it does not see them (PostgreSQL): so it is looked
    at once more after the commit.
    """
    await tx.enqueue(deliver(webhook_id))
    tx.after_commit(partial(_look_again, tx.access, webhook_id))


async def _look_again(access: Access, webhook_id: UUID) -> None:
    async with transaction(access) as tx:
        await _go_on(tx, webhook_id)


# What sends may be cancelled or fail, and a process may die before it looks again.
@job("webhooks.catch_up", schedule="*/5 * * * *", retry=NEVER)
async def catch_up(job: Job) -> None:
    """Queue what sends deliveries that are overdue."""
    for row in await _LEFT_OVER.rows(before=clock.now() - LEFT_OVER):
        place = Access.system(
            organization_id=as_uuid(row["organization_id"]), project_id=as_uuid(row["project_id"]), name=job.type
        )
        async with transaction(place) as tx:
            await tx.enqueue(deliver(as_id(row["id"])))


async def delete_old() -> int:
    """Delete deliveries that ended long ago, and secrets that sign no more; how many deliveries there were."""
    now, deleted = clock.now(), 0
    await _FORGET.run(now=now)
    while count := await _SWEEP.run(before=now - KEPT):
        deleted += count
    return deleted


ALL = (deliver, wake, catch_up)
