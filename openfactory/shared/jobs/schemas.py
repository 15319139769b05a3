"""Shapes of jobs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import Moment, Out
from openfactory.core.jobs.models import Status

JobTypeName = Annotated[
    str,
    StringConstraints(max_length=120, pattern=r"^[\w-]+\.[\w-]+$"),
    Field(description="A job's type.", examples=["planner.extract"]),
]


class JobQuery(Page):
    """Which jobs."""

    status: Status | None = None
    type: JobTypeName | None = None


class ProgressOut(Out):
    """How far a job is. `total` is null where the job does not know."""

    done: int
    total: int | None
    note: str | None


class JobOut(Out):
    """Something done in the background. `attempt` counts how often it was started; 0 is not yet."""

    id: UUID
    type: str
    status: Status
    progress: ProgressOut
    error: Annotated[str | None, Field(description="Why the last attempt failed, where one has.")]
    attempt: int
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None


class JobList(Out):
    """Jobs, the newest first."""

    jobs: list[JobOut]
    next_cursor: str | None
