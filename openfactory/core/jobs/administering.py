"""Jobs whosesoever they are, for whoever runs the server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Conflict, NotFound
from openfactory.core.jobs import steering

_SHOWN = (
    "CAST(id AS TEXT) AS id, type, status, attempt, done, total, note, error, "
    '@time(created_at) AS "createdAt", @time(started_at) AS "startedAt", @time(finished_at) AS "finishedAt"'
)
_LIST = Query(
    "worker.list_all",
    f"SELECT {_SHOWN} FROM core_jobs WHERE (CAST(:status AS TEXT) IS NULL OR status = :status) "
    "AND (CAST(:type AS TEXT) IS NULL OR type = :type) "
    "AND (CAST(:organization_id AS TEXT) IS NULL OR CAST(organization_id AS TEXT) = :organization_id) "
    "ORDER BY core_jobs.id DESC LIMIT :most",
)
_READ = Query(
    "worker.read_any",
    f'SELECT {_SHOWN}, priority, failures, losses, worker, cancel_requested, @time(run_at) AS "runAt", '
    'CAST(organization_id AS TEXT) AS "organizationId", CAST(project_id AS TEXT) AS "projectId", arguments, '
    'checkpoint, CAST(requested_by AS TEXT) AS "requestedBy", request_id AS "requestId", trace '
    "FROM core_jobs WHERE id = :id",
)
_FAILED = Query("worker.failed", "SELECT id FROM core_jobs WHERE status = 'failed' AND type = :type ORDER BY id")


class UnknownJob(NotFound):
    """There is no job of this id, or it was swept."""

    code, title = "jobs.unknown", "There is no such job"


async def list_jobs(
    *, status: str | None = None, job_type: str | None = None, organization_id: UUID | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Jobs, the newest first."""
    owner = str(organization_id) if organization_id else None
    return await _LIST.rows(status=status, type=job_type, organization_id=owner, most=limit)


async def read_job(job_id: UUID) -> dict[str, Any]:
    """Everything of a job, also the traceback of its last failure."""
    row = await _READ.one(id=job_id)
    if row is None:
        raise UnknownJob
    return row


async def cancel_job(job_id: UUID) -> None:
    """Cancel a job."""
    await read_job(job_id)
    async with transaction(Access.system(name="command line")):
        if not await steering.cancel(job_id):
            raise Conflict("the job has ended already")


async def failed_jobs(job_type: str) -> list[UUID]:
    """Jobs of a type that have failed for good."""
    return [job_id for row in await _FAILED.rows(type=job_type) if (job_id := as_uuid(row["id"])) is not None]


async def retry_jobs(job_ids: Iterable[UUID], *, skip: bool = False) -> int:
    """Queue jobs again, all or none; with `skip` leave out those that cannot be. How many were queued."""
    count = 0
    async with transaction(Access.system(name="command line")):
        for job_id in job_ids:
            if await steering.retry(job_id):
                count += 1
            elif not skip:
                raise Conflict(f"job {job_id} has not failed, or one that does the same is queued already")
    return count
