"""Listing, reading, cancelling and retrying a project's jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.http.pages import cut, read_cursor
from openfactory.core.jobs import steering
from openfactory.core.jobs.models import StoredJob
from openfactory.shared.archiving import require_open
from openfactory.shared.jobs.errors import JobEnded, JobNotEnded, SameJobQueued
from openfactory.shared.jobs.schemas import JobQuery

_LAST = UUID(int=2**128 - 1)
_LIST = Query(
    "jobs.list",
    "SELECT id, type, status, done, total, note, error, attempt, "
    '@time(created_at) AS "createdAt", @time(started_at) AS "startedAt", @time(finished_at) AS "finishedAt" '
    "FROM core_jobs WHERE project_id = :project_id AND id < :before "
    "AND (CAST(:status AS TEXT) IS NULL OR status = :status) AND (CAST(:type AS TEXT) IS NULL OR type = :type) "
    "ORDER BY id DESC LIMIT :most",
)


async def list_jobs(access: Access, query: JobQuery) -> tuple[Sequence[dict[str, Any]], str | None]:
    """The project's jobs, the newest first."""
    (before,) = read_cursor(query.cursor, tuple[UUID]) or (_LAST,)
    status = query.status and query.status.value
    rows = await _LIST.rows(
        project_id=access.project, before=before, status=status, type=query.type, most=query.limit + 1
    )
    for row in rows:
        row["progress"] = {name: row.pop(name) for name in ("done", "total", "note")}
    return cut(rows, query.limit, lambda row: (row["id"],))


async def read_job(access: Access, job_id: UUID) -> StoredJob:
    """One job of the project."""
    return await StoredJob.require(access, job_id)


async def cancel_job(access: Access, job_id: UUID) -> StoredJob:
    """Cancel a job: at once if it is queued; one that runs is told, and ends within seconds."""
    require_open(access)
    async with transaction(access):
        await StoredJob.require(access, job_id, lock=True)
        if not await steering.cancel(job_id):
            raise JobEnded
    return await StoredJob.require(access, job_id)


async def retry_job(access: Access, job_id: UUID) -> StoredJob:
    """Queue a job again that has failed or was cancelled: the same job, from its last checkpoint."""
    require_open(access)
    async with transaction(access) as tx:
        job = await StoredJob.require(access, job_id, lock=True)
        if job.status not in steering.RETRIABLE:
            raise JobNotEnded
        if not await steering.retry(job_id):
            raise SameJobQueued
        tx.wake_workers()
    return await StoredJob.require(access, job_id)
