"""Phases."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.core.http.schemas import In, Moment, Name, Out

Description = Annotated[str, StringConstraints(max_length=2000)]
SortOrder = Annotated[
    int,
    Field(ge=0, le=1_000_000, description="The place among the phases; one that is taken is made free."),
]


class CreatePhase(In):
    """A new phase, the last one unless `sortOrder` says otherwise."""

    name: Name
    description: Description | None = None
    sort_order: SortOrder | None = None


class ChangePhase(In):
    """What is not given stays; a null clears the description."""

    name: Name | None = None
    description: Description | None = None
    sort_order: SortOrder | None = None


class PhaseOut(Out):
    """A phase, and how many work orders are in it."""

    id: UUID
    name: str
    description: str | None
    sort_order: int
    work_order_count: int
    created_at: Moment


class PhaseList(Out):
    """The project's phases in their order."""

    phases: list[PhaseOut]
