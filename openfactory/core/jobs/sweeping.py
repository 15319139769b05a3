"""Jobs that ended long ago are deleted; those that have failed are kept for longer."""

from __future__ import annotations

from datetime import timedelta

from openfactory.core import clock
from openfactory.core.db.queries import Query
from openfactory.core.jobs.declaring import job
from openfactory.core.jobs.retrying import NEVER
from openfactory.core.jobs.running import Job

AT_ONCE = 500  # so that nobody waits long for the one writer of SQLite

_SWEEP = Query(
    "worker.sweep",
    "DELETE FROM core_jobs WHERE id IN (SELECT id FROM core_jobs WHERE "
    "(finished_at < :before AND status <> 'failed') OR (finished_at < :failed_before AND status = 'failed') "
    "LIMIT :most)",
)


async def sweep(*, keep_days: int, keep_failed_days: int) -> int:
    """Delete what has ended; how many there were."""
    now, deleted = clock.now(), 0
    before, failed_before = now - timedelta(days=keep_days), now - timedelta(days=keep_failed_days)
    while count := await _SWEEP.run(before=before, failed_before=failed_before, most=AT_ONCE):
        deleted += count
    return deleted


@job("core.sweep_jobs", schedule="23 * * * *", retry=NEVER)
async def sweep_jobs(job: Job) -> None:
    """Delete jobs that ended long ago."""
    kept = job.context.settings.jobs
    await sweep(keep_days=kept.keep_days, keep_failed_days=kept.keep_failed_days)
