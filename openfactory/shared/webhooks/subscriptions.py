"""Events of projects that have webhooks become deliveries, in the transaction that moves the cursor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.consumers import RETRY, Consumer
from openfactory.core.db.queries import Query, as_id, as_uuid
from openfactory.core.db.transactions import transaction
from openfactory.core.events import Event
from openfactory.core.http.context import Context
from openfactory.core.ids import uuid7
from openfactory.core.subscriptions import Subscription
from openfactory.shared.accounts.log import read_entries
from openfactory.shared.webhooks.event_types import hears
from openfactory.shared.webhooks.jobs import queue_sending
from openfactory.shared.webhooks.sending import body_of

CURSOR = "webhooks.queue_deliveries"

_BEHIND = Query(
    "worker.webhooks_behind",
    "SELECT s.id FROM core_event_streams s LEFT JOIN core_event_cursors c "
    "ON c.stream_id = s.id AND c.consumer = :consumer WHERE s.last_seq > COALESCE(c.seq, 0) "
    "AND c.parked_at IS NULL AND (c.retry_at IS NULL OR c.retry_at <= :now) "
    "AND s.id IN (SELECT w.project_id FROM webhooks_webhooks w WHERE w.enabled AND w.paused_at IS NULL) LIMIT 500",
)
_LISTENING = Query(
    "webhooks.listening",
    "SELECT w.id, w.organization_id, w.event_types FROM webhooks_webhooks w "
    "JOIN accounts_organizations o ON o.id = w.organization_id AND o.deleted_at IS NULL "
    "WHERE w.project_id = :project_id AND w.enabled AND w.after_seq < :seq",
)
_QUEUE = Query(
    "webhooks.queue",
    "INSERT INTO webhooks_deliveries (id, created_at, updated_at, version, project_id, webhook_id, message_id, "
    "event_type, body, status, attempts, next_attempt_at, replayed) VALUES (:id, :now, :now, 1, :project_id, "
    ":webhook_id, :message_id, :event_type, :body, 'pending', 0, :now, :no) ON CONFLICT DO NOTHING",
)
_SKIP = Query(
    "webhooks.skip",
    "INSERT INTO core_event_cursors (id, consumer, stream_id, seq, failures) "
    "SELECT :id, :consumer, s.id, s.last_seq, 0 FROM core_event_streams s WHERE s.id = :project_id "
    "ON CONFLICT (consumer, stream_id) DO UPDATE SET seq = excluded.seq, failures = 0, retry_at = NULL, "
    "parked_at = NULL, error = NULL WHERE NOT EXISTS "
    "(SELECT 1 FROM webhooks_webhooks w WHERE w.project_id = :project_id AND w.enabled)",
)
_LAST = Query("webhooks.last_seq", "SELECT last_seq FROM core_event_streams WHERE id = :project_id")


class _OfWebhooks(Consumer):
    """Reads the streams that somebody listens to: a log without webhooks costs nothing."""

    behind = _BEHIND


class _EveryEvent(Subscription):
    """A reaction to all kinds of events."""

    def consumer(self, module: str, context: Context) -> Consumer:
        """What reads the log for it."""
        return _OfWebhooks(CURSOR, _queue_deliveries, retry=self.retry)


async def _queue_deliveries(row: dict[str, Any]) -> None:
    """A delivery for each webhook that hears of this event, and what sends it."""
    project_id, name = as_id(row["stream_id"]), row["name"]
    found = [hook for hook in await _LISTENING.rows(project_id=project_id, seq=row["seq"]) if _concerns(hook, row)]
    if not found:
        return
    message = {
        "project_id": project_id,
        "message_id": row["id"],
        "event_type": name,
        "body": await _body(project_id, row["seq"], name),
        "now": clock.now(),
        "no": False,
    }
    place = Access.system(organization_id=as_uuid(found[0]["organization_id"]), project_id=project_id, name=CURSOR)
    async with transaction(place) as tx:
        for hook in found:
            webhook_id = as_id(hook["id"])
            await _QUEUE.run(id=uuid7(), webhook_id=webhook_id, **message)
            await queue_sending(tx, webhook_id)


def _concerns(hook: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether the webhook wants it. None hears of itself: its receiver would be told what its admin has just done."""
    if as_uuid(row["entity_id"]) == as_uuid(hook["id"]):
        return False
    kinds = hook["event_types"]
    return hears(msgspec.json.decode(kinds) if isinstance(kinds, str) else kinds, row["name"])


async def _body(project_id: UUID, seq: int, name: str) -> str:
    [entry] = await read_entries(project_id, seq - 1, 1)
    created_at = msgspec.json.decode(entry.body)["createdAt"]
    return body_of(name, created_at, msgspec.Raw(entry.body))


async def listen_from_now(project_id: UUID) -> int:
    """Where a webhook begins that is new, or enabled again: behind which number of the project's log.

    Called before it is enabled. With no other webhook there, the log up to now is not read at all.
    """
    await _SKIP.run(id=uuid7(), consumer=CURSOR, project_id=project_id)
    row = await _LAST.one(project_id=project_id)
    return row["last_seq"] if row else 0


queue_deliveries = _EveryEvent(Event, _queue_deliveries, "queue_deliveries", RETRY, ())
