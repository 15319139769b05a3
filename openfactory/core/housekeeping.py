"""Chores that keep tables small: a job does them once in a while, whatever number of workers there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from openfactory.core.jobs.declaring import job
from openfactory.core.jobs.retrying import NEVER
from openfactory.core.jobs.running import Job
from openfactory.core.logs import get_logger

log = get_logger(__name__)
Chore = Callable[[], Awaitable[int]]  # how many rows it has deleted


@job("core.housekeeping", schedule="11,41 * * * *", retry=NEVER)
async def keep_house(job: Job) -> None:
    """Do the chores of all modules that are served."""
    await do(job.context.chores)


async def do(chores: Sequence[Chore]) -> int:
    """Do each chore once; a failing one does not stop the others. How many rows were deleted."""
    deleted = 0
    for chore in chores:
        try:
            deleted += await chore()
        except Exception:
            log.warning("a chore failed: it is done again later", chore=chore.__qualname__, exc_info=True)
    return deleted
