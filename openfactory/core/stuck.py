"""Consumers' streams that are stuck at an event: listed, tried again, or led past it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.core.db.queries import Query
from openfactory.core.errors import NotFound

_LIST = Query(
    "events.stuck",
    'SELECT consumer, CAST(stream_id AS TEXT) AS "streamId", seq, failures, error, '
    '@time(retry_at) AS "retryAt", @time(parked_at) AS "parkedAt" '
    "FROM core_event_cursors WHERE failures > 0 ORDER BY parked_at IS NULL, consumer, stream_id",
)
_RETRY = Query(
    "events.retry_stuck",
    "UPDATE core_event_cursors SET failures = 0, retry_at = NULL, parked_at = NULL, error = NULL "
    "WHERE consumer = :consumer AND stream_id = :stream_id AND failures > 0 RETURNING seq",
)
# The next event of the kind that it reads may be further on; up to there nothing is for it.
_SKIP = Query(
    "events.skip_stuck",
    "UPDATE core_event_cursors SET seq = failed_seq, failures = 0, retry_at = NULL, parked_at = NULL, error = NULL "
    "WHERE consumer = :consumer AND stream_id = :stream_id AND failures > 0 RETURNING seq",
)


class NotStuck(NotFound):
    """No such subscription is stuck in this stream."""

    code, title = "subscriptions.not_stuck", "No subscription of this name is stuck in this stream"


async def list_stuck() -> list[dict[str, Any]]:
    """All that have failed and not gone on since; those first that do not try again by themselves."""
    return await _LIST.rows()


async def retry(consumer: str, stream_id: UUID) -> int:
    """Forget the failures, so that the event is tried again; the cursor before it."""
    return await _changed(_RETRY, consumer, stream_id)


async def skip(consumer: str, stream_id: UUID) -> int:
    """Go past the event; its number."""
    return await _changed(_SKIP, consumer, stream_id)


async def _changed(query: Query, consumer: str, stream_id: UUID) -> int:
    row = await query.one(consumer=consumer, stream_id=stream_id)
    if row is None:
        raise NotStuck
    seq: int = row["seq"]
    return seq
