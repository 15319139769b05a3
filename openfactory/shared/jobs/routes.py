"""Jobs over HTTP, below a module whose prefix is that of projects."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.core.jobs.models import StoredJob
from openfactory.shared.archiving import Archived
from openfactory.shared.jobs import service
from openfactory.shared.jobs.errors import JobEnded, JobNotEnded, SameJobQueued
from openfactory.shared.jobs.schemas import JobList, JobOut, JobQuery

routes = Routes("/<project_id:uuid>/jobs")


@routes.get("/")
@endpoint(needs="jobs.read", query=JobQuery, reply=JobList, trusted=True)
async def list_jobs(access: Access, query: JobQuery) -> bytes:
    """List what is done in the background, and what was done of late, the newest first."""
    rows, following = await service.list_jobs(access, query)
    return msgspec.json.encode({"jobs": rows, "nextCursor": following})


@routes.get("/<job_id:uuid>")
@endpoint(needs="jobs.read", reply=JobOut, versioned=True)
async def read_job(access: Access, job_id: UUID) -> StoredJob:
    """Read one job, and how far it is."""
    return await service.read_job(access, job_id)


@routes.post("/<job_id:uuid>/cancel")
@endpoint(needs="jobs.manage", reply=JobOut, versioned=True, errors=(Archived, JobEnded))
async def cancel_job(access: Access, job_id: UUID) -> StoredJob:
    """Cancel a job. One that is queued is cancelled at once; one that runs is told, and ends within seconds."""
    return await service.cancel_job(access, job_id)


@routes.post("/<job_id:uuid>/retry")
@endpoint(needs="jobs.manage", reply=JobOut, versioned=True, errors=(Archived, JobNotEnded, SameJobQueued))
async def retry_job(access: Access, job_id: UUID) -> StoredJob:
    """Queue a job again that has failed for good or was cancelled. It goes on from its last checkpoint."""
    return await service.retry_job(access, job_id)
