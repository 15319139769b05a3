"""Queueing: a row in the transaction of the change. It is there with the change, or neither is."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access.access import Access
from openfactory.core.db.queries import Query, as_id
from openfactory.core.ids import uuid7
from openfactory.core.jobs.calls import FIRST, LAST, JobCall

_INSERT = Query(
    "worker.queue",
    "INSERT INTO core_jobs (id, created_at, updated_at, version, organization_id, project_id, type, lane, status, "
    "priority, arguments, unique_key, run_at, attempt, failures, losses, cancel_requested, done, "
    "requested_by, request_id, operation_id) VALUES (:id, :now, :now, 1, :organization_id, :project_id, :type, "
    ":lane, 'queued', :priority, :arguments, :unique_key, :run_at, 0, 0, 0, :no, 0, "
    ":requested_by, :request_id, :operation_id) ON CONFLICT DO NOTHING RETURNING id",
)
_SAME = Query(
    "worker.same",
    "SELECT id FROM core_jobs WHERE unique_key = :unique_key AND status IN ('queued', 'running')",
)
SYSTEM = "-"


async def queue(access: Access, call: JobCall, *, at: datetime | None = None, priority: int | None = None) -> UUID:
    """Insert the job, or find the queued or running one that it is the same as; its id."""
    given = call.priority if priority is None else priority
    if not FIRST <= given <= LAST:
        raise ValueError(f"a job's priority is {FIRST} (first) to {LAST}, not {given}")
    now = clock.now()
    values = {
        "now": now,
        "organization_id": access.organization_id,
        "project_id": access.project_id,
        "type": call.type,
        "lane": lane_of(access.organization_id, call.type),
        "priority": given,
        "arguments": call.arguments,
        "unique_key": _key(access, call),
        "run_at": at or now,
        "no": False,
        "requested_by": access.caller.user_id,
        "request_id": access.origin.request_id,
        "operation_id": access.origin.operation_id,
    }
    # Looked for first: an insert would wait for the transaction in which the same job is just at work.
    row = await _SAME.one(unique_key=values["unique_key"]) if call.unique is not None else None
    while True:
        row = row or await _INSERT.one(id=uuid7(), **values) or await _SAME.one(unique_key=values["unique_key"])
        if row is not None:  # else the other one has ended between the two statements
            return as_id(row["id"])


def lane_of(organization_id: UUID | None, job: str) -> str:
    """What is served in turn and limited: the jobs of one type of one organization (or of the system)."""
    return f"{organization_id or SYSTEM}:{job}"


def _key(access: Access, call: JobCall) -> str | None:
    if call.unique is None:
        return None
    text = f"{call.type}\0{access.organization_id}\0{access.project_id}\0{call.unique}"
    return blake2b(text.encode(), digest_size=24).hexdigest()
