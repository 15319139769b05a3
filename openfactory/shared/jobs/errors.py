"""Refusals about jobs."""

from __future__ import annotations

from openfactory.core.errors import Conflict


class JobEnded(Conflict):
    """The job has succeeded, failed, or was cancelled: there is nothing left to cancel."""

    code, title = "jobs.ended", "The job has ended already"


class JobNotEnded(Conflict):
    """Only a job that has failed or was cancelled can be tried again."""

    code, title = "jobs.not_failed", "Only a failed or cancelled job can be tried again"


class SameJobQueued(Conflict):
    """Another job that does the same is queued or running."""

    code, title = "jobs.same_queued", "A job that does the same is queued or running already"
