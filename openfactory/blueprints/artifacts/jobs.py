"""What is done with artifacts in the background."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from openfactory.blueprints.artifacts.service.cleaning import (
    let_go_of_deleted_projects,
    remove_due,
    remove_one,
    remove_unknown,
)
from openfactory.blueprints.artifacts.service.extracting import ATTEMPTS, extract, give_up
from openfactory.blueprints.artifacts.service.objects import settings_of, storage_of
from openfactory.core.jobs import NEVER, Job, Retry, job


@job(
    "artifacts.read_text",
    retry=Retry(attempts=ATTEMPTS, first=5, factor=4),
    timeout=900,
    unique=("artifact_id",),
    concurrency=2,
)
async def read_text(job: Job, artifact_id: UUID) -> None:
    """Read the text of a file, for search and for agents."""
    await extract(job, artifact_id)


# What it does not get done is done by `clean_up`, however long the store is away.
@job("artifacts.remove_object", retry=Retry(attempts=8, first=5, factor=4), unique=("object_id",))
async def remove_object(job: Job, object_id: UUID) -> None:
    """Remove the content of a deleted artifact from the store."""
    await remove_one(job.access, storage_of(job.context), object_id)


@job("artifacts.clean_up", schedule="*/15 * * * *", retry=NEVER, timeout=800)
async def clean_up(job: Job) -> None:
    """Remove from the store what was let go, and what uploads that never ended have left."""
    await give_up()
    await remove_due(storage_of(job.context))


@job("artifacts.compare_store", schedule="23 3 * * *", retry=Retry(attempts=3, first=60), timeout=7200)
async def compare_store(job: Job) -> None:
    """Remove objects that the database does not know, parts of files, and what deleted projects have left."""
    await let_go_of_deleted_projects(timedelta(days=settings_of(job.context).keep_deleted_projects_days))
    await remove_unknown(storage_of(job.context))


ALL = (read_text, remove_object, clean_up, compare_store)
