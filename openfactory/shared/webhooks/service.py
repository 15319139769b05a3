"""Making, changing, testing and deleting webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Invalid
from openfactory.core.http.pages import cut, read_cursor
from openfactory.core.ids import uuid7
from openfactory.core.outgoing import OutgoingRefused, check_url
from openfactory.core.security.sealing import BrokenSeal
from openfactory.shared.archiving import require_open
from openfactory.shared.webhooks.errors import TooManyWebhooks
from openfactory.shared.webhooks.events import (
    WebhookChanged,
    WebhookCreated,
    WebhookDeleted,
    WebhookSecretRotated,
)
from openfactory.shared.webhooks.models import Off, Webhook
from openfactory.shared.webhooks.outcomes import switch_off
from openfactory.shared.webhooks.resources import Resources
from openfactory.shared.webhooks.schemas import ChangeWebhook, CreateWebhook, WebhookQuery
from openfactory.shared.webhooks.sending import Outcome, body_of, send
from openfactory.shared.webhooks.signing import new_secret
from openfactory.shared.webhooks.subscriptions import listen_from_now

MOST = 50  # in one project
LOOKUP_SECONDS = 3.0
_NEWEST = UUID(int=2**128 - 1)

_LIST = Query(
    "webhooks.list",
    'SELECT id, url, description, event_types AS "eventTypes", enabled, disabled_reason AS "disabledReason", '
    '@time(disabled_at) AS "disabledAt", @time(last_success_at) AS "lastSuccessAt", '
    '@time(failing_since) AS "failingSince", @time(created_at) AS "createdAt", @time(updated_at) AS "updatedAt" '
    "FROM webhooks_webhooks WHERE project_id = :project_id AND id < :before ORDER BY id DESC LIMIT :most",
)


async def list_webhooks(access: Access, query: WebhookQuery) -> tuple[Sequence[dict[str, Any]], str | None]:
    """The project's webhooks, the newest first."""
    (before,) = read_cursor(query.cursor, tuple[UUID]) or (_NEWEST,)
    rows = await _LIST.rows(project_id=access.project, before=before, most=query.limit + 1)
    for row in rows:
        row["enabled"] = bool(row["enabled"])
        row["eventTypes"] = msgspec.Raw(row["eventTypes"].encode())
    return cut(rows, query.limit, lambda row: (row["id"],))


async def create_webhook(access: Access, wanted: CreateWebhook, *, opened: Resources) -> Webhook:
    """Send events of the project to a URL from now on. The URL may not lead to a private address."""
    require_open(access)
    await _check(wanted.url, opened)
    async with transaction(access) as tx:
        if await Webhook.visible_to(access).count() >= MOST:
            raise TooManyWebhooks(f"a project has at most {MOST} webhooks")
        row = Webhook(
            id=uuid7(),
            organization_id=access.organization,
            project_id=access.project,
            url=wanted.url,
            description=wanted.description,
            event_types=wanted.event_types,
            after_seq=await listen_from_now(access.project),
        )
        _give_secret(row, opened)
        if not wanted.enabled:
            row.enabled, row.disabled_at, row.disabled_reason = False, clock.now(), Off.MANUAL
        await row.save(force_create=True)
        tx.emit(WebhookCreated(webhook_id=row.id, host=row.host))
    return row


def _give_secret(row: Webhook, opened: Resources) -> None:
    row.secret = new_secret()
    row.sealed_secret = opened.seal(row.secret)


async def _check(url: str, opened: Resources) -> None:
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            await check_url(url, opened.allow)
    except OutgoingRefused as refusal:
        raise Invalid.at("/body/url", str(refusal), code=refusal.code) from None
    except TimeoutError:  # a name that is not known now is accepted: each attempt checks again
        return


async def change_webhook(access: Access, webhook_id: UUID, wanted: ChangeWebhook, *, opened: Resources) -> Webhook:
    """Change a webhook. One that is enabled again hears of what happens from now on."""
    require_open(access)
    if wanted.url is not None:
        await _check(wanted.url, opened)
    async with transaction(access) as tx:
        row = await Webhook.require_current(access, webhook_id)
        changes = _apply(row, wanted)
        if "enabled" in changes:
            await _switch(row)
        if changes:
            await row.save()
            tx.emit(WebhookChanged(webhook_id=row.id, host=row.host, changes=changes))
    return row


def _apply(row: Webhook, wanted: ChangeWebhook) -> dict[str, Any]:
    """Set what is given and other than before; the changes as the log tells them, of a URL the host alone."""
    changes: dict[str, Any] = {}
    for name in sorted(wanted.model_fields_set):
        old, new = getattr(row, name), getattr(wanted, name)
        if old == new or (new is None and name != "description"):
            continue
        setattr(row, name, new)
        shown = (urlsplit(old).hostname, urlsplit(new).hostname) if name == "url" else (old, new)
        wire = {"event_types": "eventTypes"}.get(name, name)
        changes[wire] = {"old": shown[0], "new": shown[1]}
    return changes


async def _switch(row: Webhook) -> None:
    if not row.enabled:
        await switch_off(row, Off.MANUAL)
        return
    row.after_seq = await listen_from_now(row.project_id)
    row.disabled_at, row.disabled_reason, row.failing_since, row.failed_in_a_row = None, None, None, 0


async def delete_webhook(access: Access, webhook_id: UUID) -> None:
    """Delete a webhook with its secrets and deliveries."""
    require_open(access)
    async with transaction(access) as tx:
        row = await Webhook.require_current(access, webhook_id)
        await row.delete()
        tx.emit(WebhookDeleted(webhook_id=row.id, host=row.host))


async def rotate_secret(access: Access, webhook_id: UUID, overlap: timedelta, *, opened: Resources) -> Webhook:
    """Another secret; the present one signs as well for `overlap` more, and one before it no longer."""
    require_open(access)
    async with transaction(access) as tx:
        row = await Webhook.require_current(access, webhook_id)
        row.previous_sealed, row.previous_until = row.sealed_secret, clock.now() + overlap
        _give_secret(row, opened)
        await row.save(update_fields=["sealed_secret", "previous_sealed", "previous_until"])
        seconds = int(overlap.total_seconds())
        tx.emit(WebhookSecretRotated(webhook_id=row.id, host=row.host, overlap_seconds=seconds))
    return row


async def test_webhook(access: Access, webhook_id: UUID, *, opened: Resources) -> Outcome:
    """Send `webhooks.test` at once, also to one that is not enabled. It is not logged, and does not count."""
    require_open(access)
    row = await Webhook.require(access, webhook_id)
    now = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = body_of("webhooks.test", now, {"webhookId": row.id, "projectId": row.project_id})
    try:
        keys = opened.secrets(row)
    except BrokenSeal:
        return Outcome(None, "the secret cannot be read any more: rotate it", None, 0)
    return await send(opened.client, row.url, keys, uuid7(), body, seconds=opened.seconds)
