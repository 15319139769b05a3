"""`Claimed`: what a worker knows of a job it has taken."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Claimed:
    """One attempt at a job, given to this worker."""

    id: UUID
    claim: UUID
    organization_id: UUID | None
    project_id: UUID | None
    type: str
    arguments: str
    attempt: int
    failures: int
    checkpoint: str | None
    requested_by: UUID | None
    request_id: str | None
    operation_id: str | None
