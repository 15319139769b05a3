"""Cancelling and retrying, by whoever may: of a project's members, or whoever runs the server."""

from __future__ import annotations

from uuid import UUID

from openfactory.core import clock
from openfactory.core.db import failures
from openfactory.core.db.queries import Query
from openfactory.core.jobs.models import Status

RETRIABLE = (Status.FAILED, Status.CANCELLED)

_CANCEL = Query(
    "worker.cancel",
    "UPDATE core_jobs SET status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE status END, "
    "finished_at = CASE WHEN status = 'queued' THEN :now ELSE finished_at END, cancel_requested = :yes, "
    "updated_at = :now, version = version + 1 WHERE id = :id AND status IN ('queued', 'running') RETURNING id",
)
# Not where a job of the same key is queued or running: this one would be its double.
_RETRY = Query(
    "worker.retry",
    "UPDATE core_jobs SET status = 'queued', run_at = :now, failures = 0, losses = 0, cancel_requested = :no, "
    "finished_at = NULL, error = NULL, trace = NULL, updated_at = :now, version = version + 1 "
    "WHERE id = :id AND status IN ('failed', 'cancelled') AND NOT EXISTS (SELECT 1 FROM core_jobs o "
    "WHERE o.unique_key = core_jobs.unique_key AND o.status IN ('queued', 'running')) RETURNING id",
)


async def cancel(job_id: UUID) -> bool:
    """Cancel a queued job, or ask its worker to cancel a running one; False where it has ended."""
    return await _CANCEL.one(id=job_id, now=clock.now(), yes=True) is not None


async def retry(job_id: UUID) -> bool:
    """Queue an ended job again, as if it had never failed; False where it cannot be."""
    try:
        return await _RETRY.one(id=job_id, now=clock.now(), no=False) is not None
    except Exception as error:
        if failures.is_unique_violation(error):  # the same job was queued at this very moment
            return False
        raise
