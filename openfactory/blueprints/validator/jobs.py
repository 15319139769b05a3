"""What the validator does in the background."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from openfactory.blueprints.validator.service.forgetting import forget_old_details
from openfactory.blueprints.validator.service.triage import is_anything_waiting, judge_batch, write_batch
from openfactory.blueprints.validator.settings import ValidatorSettings
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.db.transactions import transaction
from openfactory.core.jobs import NEVER, Job, Retry, job

TURN: Final = 10.0  # seconds after which the job lets others go on, and queues itself again
OVERDUE: Final = timedelta(seconds=30)

_LEFT_OVER = Query(
    "worker.feedback_left_over",
    "SELECT p.id, p.organization_id FROM projects_projects p WHERE p.deleted_at IS NULL AND EXISTS ("
    "SELECT 1 FROM validator_feedback f WHERE f.project_id = p.id AND f.triaged_at IS NULL "
    "AND f.created_at < :before) LIMIT 500",
)


@job("validator.triage", unique=(), timeout=120, retry=Retry(attempts=5, first=5))
async def triage(job: Job) -> None:
    """Say of a project's new feedback what it is about, how much it matters, and what it is like."""
    began = time.monotonic()
    while time.monotonic() - began < TURN and (judged := await judge_batch(job.access)):
        async with job.step() as tx:
            await write_batch(tx, judged)
    async with job.finish() as tx:
        if await is_anything_waiting(job.access):
            await tx.enqueue(triage())


# Feedback that is committed while the job takes its last look finds it running, and queues none. And a job may fail.
@job("validator.catch_up", schedule="* * * * *", retry=NEVER)
async def catch_up(job: Job) -> None:
    """Queue the triage of projects where feedback waits for too long."""
    for row in await _LEFT_OVER.rows(before=clock.now() - OVERDUE):
        place = Access.system(
            organization_id=as_uuid(row["organization_id"]), project_id=as_uuid(row["id"]), name=job.type
        )
        async with transaction(place) as tx:
            await tx.enqueue(triage())


@job("validator.forget_details", schedule="23 3 * * *", timeout=3600)
async def forget_details(job: Job) -> None:
    """Delete what browsers, devices and sessions have said longer ago than the settings keep it."""
    days = job.context.settings.section(ValidatorSettings).keep_details_days
    if days:
        await forget_old_details(days)


ALL = (triage, catch_up, forget_details)
