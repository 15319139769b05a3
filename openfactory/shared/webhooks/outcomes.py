"""What came of attempts is written down: of each delivery, and of the receiver's health."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Role
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import Transaction
from openfactory.core.subjects import Found
from openfactory.shared.accounts.models import Membership
from openfactory.shared.notifications.service import notify
from openfactory.shared.webhooks.events import WebhookDisabled
from openfactory.shared.webhooks.models import Delivery, Off, Status, Webhook
from openfactory.shared.webhooks.retrying import given_up, pause_after
from openfactory.shared.webhooks.sending import GONE, Outcome

# Guarded by the count: an attempt that was thought dead, and made again, is written down once.
_RECORD = Query(
    "webhooks.record",
    "UPDATE webhooks_deliveries SET status = :status, attempts = attempts + 1, next_attempt_at = :next, "
    "attempted_at = :now, response_status = :response_status, response_excerpt = :excerpt, "
    "duration_ms = :duration_ms, error = :error, updated_at = :now, version = version + 1 "
    "WHERE project_id = :project_id AND id = :id AND status = 'pending' AND attempts = :attempts",
)
_HEALTH = Query(
    "webhooks.health",
    "UPDATE webhooks_webhooks SET last_success_at = :last_success_at, failing_since = :failing_since, "
    "failed_in_a_row = :failed_in_a_row WHERE project_id = :project_id AND id = :id",
)
_CANCEL = Query(
    "webhooks.cancel_pending",
    "UPDATE webhooks_deliveries SET status = 'cancelled', next_attempt_at = NULL, updated_at = :now, "
    "version = version + 1 WHERE project_id = :project_id AND webhook_id = :webhook_id AND status = 'pending'",
)
WHY = {
    Off.GONE: "The receiver says that it is gone (410).",
    Off.FAILING: "Nothing has arrived there for too long.",
}


async def record(tx: Transaction, webhook_id: UUID, results: Sequence[tuple[Delivery, Outcome]]) -> None:
    """Write down what came of attempts at one webhook, and switch it off where its receiver is gone or fails."""
    rows = Webhook.visible_to(tx.access).filter(id=webhook_id)
    # Only the row's key stays free: deliveries that refer to it go on being queued meanwhile.
    webhook = await rows.select_for_update(no_key=True).first()
    if webhook is None:  # deleted meanwhile, and its deliveries with it
        return
    states = [(delivery, outcome, await _record(delivery, outcome)) for delivery, outcome in results]
    counted = [(outcome, status) for delivery, outcome, status in states if not delivery.replayed]
    _note(webhook, counted)
    await _HEALTH.run(
        project_id=webhook.project_id,
        id=webhook.id,
        last_success_at=webhook.last_success_at,
        failing_since=webhook.failing_since,
        failed_in_a_row=webhook.failed_in_a_row,
    )
    if webhook.enabled and (reason := _why_off(webhook, [outcome for _, outcome in results])) is not None:
        await _disable(tx, webhook, reason)


async def _record(delivery: Delivery, outcome: Outcome) -> Status:
    now, pause = clock.now(), None
    if not outcome.delivered and not delivery.replayed:
        pause = pause_after(delivery.attempts + 1, outcome.retry_after)
    status = Status.SUCCEEDED if outcome.delivered else Status.FAILED if pause is None else Status.PENDING
    await _RECORD.run(
        project_id=delivery.project_id,
        id=delivery.id,
        attempts=delivery.attempts,
        status=status.value,
        next=now + pause if pause is not None else None,
        now=now,
        response_status=outcome.status,
        excerpt=outcome.excerpt,
        duration_ms=outcome.duration_ms,
        error=outcome.error,
    )
    return status


def _note(webhook: Webhook, counted: Sequence[tuple[Outcome, Status]]) -> None:
    """The receiver's health after attempts that count: those which nobody has asked for."""
    now = clock.now()
    if any(outcome.delivered for outcome, _ in counted):
        webhook.last_success_at, webhook.failing_since, webhook.failed_in_a_row = now, None, 0
    elif counted:
        webhook.failing_since = webhook.failing_since or now
        webhook.failed_in_a_row += sum(status is Status.FAILED for _, status in counted)


def _why_off(webhook: Webhook, outcomes: Sequence[Outcome]) -> Off | None:
    if any(outcome.status == GONE for outcome in outcomes):
        return Off.GONE
    if webhook.failing_since and given_up(webhook.failed_in_a_row, webhook.failing_since, clock.now()):
        return Off.FAILING
    return None


async def switch_off(webhook: Webhook, reason: Off) -> None:
    """Send nothing more to it, neither what is still to come nor what is pending."""
    webhook.enabled, webhook.disabled_at, webhook.disabled_reason = False, clock.now(), reason
    await _CANCEL.run(project_id=webhook.project_id, webhook_id=webhook.id, now=clock.now())


async def _disable(tx: Transaction, webhook: Webhook, reason: Off) -> None:
    await switch_off(webhook, reason)
    await webhook.save(update_fields=["enabled", "disabled_at", "disabled_reason"])
    tx.emit(WebhookDisabled(webhook_id=webhook.id, host=webhook.host, reason=reason.value))
    found = Found("webhook", webhook.id, f"The webhook to {webhook.host} is switched off", "", "")
    admins = await Membership.visible_to(tx.access).filter(role=Role.ADMIN).only("id", "user_id")
    told = {membership.user_id for membership in admins}
    await notify(tx, told, found, kind="webhook_disabled", excerpt=WHY[reason], source_id=None)
