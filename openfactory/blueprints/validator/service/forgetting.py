"""Deleting what browsers, devices and sessions have said of themselves, once it has helped as much as it can."""

from __future__ import annotations

from datetime import timedelta

from openfactory.core import clock
from openfactory.core.db.queries import Query

_BATCH = 500
_FORGET = Query(
    "worker.forget_feedback_details",
    "DELETE FROM validator_details WHERE id IN (SELECT id FROM validator_details "
    f"WHERE created_at < :before ORDER BY created_at LIMIT {_BATCH})",
)


async def forget_old_details(days: int) -> int:
    """Delete what is older; how much it was. A few at a time, so that nobody waits for long."""
    before, deleted = clock.now() - timedelta(days=days), 0
    while count := await _FORGET.run(before=before):
        deleted += count
    return deleted
