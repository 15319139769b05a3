"""Taking jobs from the queue: claims are made one worker at a time, so that turns and limits are exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_id, as_uuid
from openfactory.core.db.transactions import transaction
from openfactory.core.db.turns import prefer_indexes, take_turns
from openfactory.core.ids import uuid7
from openfactory.core.jobs.claimed import Claimed
from openfactory.core.jobs.declaring import AnyJob
from openfactory.core.jobs.fairness import Due, Turns

_ANY = Query("worker.any_due", "SELECT 1 AS due FROM core_jobs WHERE status = 'queued' AND run_at <= :now LIMIT 1")
# The first job of each lane and priority, from one index entry to the next: whatever number is queued behind it.
_FIRSTS = Query(
    "worker.firsts",
    "WITH RECURSIVE firsts(id) AS ("
    "SELECT (SELECT q.id FROM core_jobs q WHERE q.status = 'queued' "
    "ORDER BY q.lane, q.priority, q.run_at, q.id LIMIT 1) "
    "UNION ALL "
    # Two steps: of `(lane, priority) > (…)` SQLite (3.40) uses the lane alone, and reads all of it.
    "SELECT COALESCE((SELECT q.id FROM core_jobs q WHERE q.status = 'queued' AND q.lane = j.lane "
    "AND q.priority > j.priority ORDER BY q.priority, q.run_at, q.id LIMIT 1), "
    "(SELECT q.id FROM core_jobs q WHERE q.status = 'queued' AND q.lane > j.lane "
    "ORDER BY q.lane, q.priority, q.run_at, q.id LIMIT 1)) "
    "FROM firsts f JOIN core_jobs j ON j.id = f.id) "
    "SELECT j.lane, j.type, j.priority FROM firsts f JOIN core_jobs j ON j.id = f.id WHERE j.run_at <= :now",
)
_RUNNING = Query(
    "worker.running", "SELECT lane, COUNT(*) AS running FROM core_jobs WHERE status = 'running' GROUP BY lane"
)
_STARTS = Query(
    "worker.starts", "SELECT COUNT(*) AS starts FROM core_job_starts WHERE lane = :lane AND started_at > :since"
)
_NOTE_START = Query("worker.note_start", "INSERT INTO core_job_starts (id, lane, started_at) VALUES (:id, :lane, :now)")
_FORGET_STARTS = Query(
    "worker.forget_starts", "DELETE FROM core_job_starts WHERE lane = :lane AND started_at <= :since"
)
_TAKE = Query(
    "worker.take",
    # A WITH is run once; a subselect with a LIMIT may be run again for each row.
    "WITH taken(job_id) AS (SELECT id FROM core_jobs WHERE status = 'queued' AND lane = :lane "
    "AND priority = :priority AND run_at <= :now ORDER BY run_at, id LIMIT :most @skip_locked) "
    "UPDATE core_jobs SET status = 'running', claim = :claim, worker = :worker, lease_until = :until, "
    "attempt = attempt + 1, started_at = :now, updated_at = :now, version = version + 1 "
    "FROM taken WHERE id = taken.job_id "
    "RETURNING id, organization_id, project_id, type, arguments, attempt, failures, checkpoint, requested_by, "
    "request_id, operation_id",
)


async def claim(
    types: Mapping[str, AnyJob], turns: Turns, *, worker: str, free: int, holding: Mapping[str, int], lease: timedelta
) -> list[Claimed]:
    """Take up to `free` jobs that are due, in turn and within the limits of their types."""
    now = clock.now()
    if await _ANY.one(now=now) is None:  # read only: to look costs other writers nothing
        return []
    async with transaction(Access.system(name="jobs")):
        await take_turns("jobs.claim")
        # Planned while the table was small, `_FIRSTS` would read all of it for each lane when it is large.
        await prefer_indexes()
        due = [await _limited(row, types, now) for row in await _with_running(await _firsts(types, now))]
        taken: list[Claimed] = []
        for (lane, priority), most in turns.pick(due, free, holding).items():
            token = uuid4()
            rows = await _TAKE.rows(
                claim=token, worker=worker, until=now + lease, now=now, lane=lane, priority=priority, most=most
            )
            taken += [_claimed(row, token) for row in rows]
            if rows and types[rows[0]["type"]].rate is not None:
                for _ in rows:
                    await _NOTE_START.run(id=uuid7(), lane=lane, now=now)
    return taken


async def _firsts(types: Mapping[str, AnyJob], now: datetime) -> list[dict[str, Any]]:
    """What is due of the types that are known here: others wait for a worker of their version."""
    return [row for row in await _FIRSTS.rows(now=now) if row["type"] in types]


async def _with_running(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    running = Counter({row["lane"]: row["running"] for row in await _RUNNING.rows()})
    return [{**row, "running": running[row["lane"]]} for row in rows]


async def _limited(row: dict[str, Any], types: Mapping[str, AnyJob], now: datetime) -> Due:
    declared = types[row["type"]]
    limit = 1 << 30
    if declared.concurrency is not None:
        limit = declared.concurrency - row["running"]
    if declared.rate is not None:
        since = now - declared.rate.per
        await _FORGET_STARTS.run(lane=row["lane"], since=since)
        counted = await _STARTS.one(lane=row["lane"], since=since)
        assert counted is not None
        limit = min(limit, declared.rate.starts - counted["starts"])
    return Due(row["lane"], row["priority"], limit)


def _claimed(row: dict[str, Any], token: UUID) -> Claimed:
    return Claimed(
        id=as_id(row["id"]),
        claim=token,
        organization_id=as_uuid(row["organization_id"]),
        project_id=as_uuid(row["project_id"]),
        type=row["type"],
        arguments=row["arguments"],
        attempt=row["attempt"],
        failures=row["failures"],
        checkpoint=row["checkpoint"],
        requested_by=as_uuid(row["requested_by"]),
        request_id=row["request_id"],
        operation_id=row["operation_id"],
    )
