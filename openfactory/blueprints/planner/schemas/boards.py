"""Changes of many work orders at once, and of their order."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from openfactory.blueprints.planner.schemas.fields import (
    AssigneeIds,
    DeliverableType,
    OtherWorkOrderId,
    PhaseId,
    WorkOrderId,
)
from openfactory.blueprints.planner.statuses import Status
from openfactory.core.http.schemas import In, Out


class Updates(In):
    """What each of them gets; a null clears phase and type."""

    status: Status | None = None
    phase_id: PhaseId | None = None
    assignee_ids: AssigneeIds | None = None
    deliverable_type: DeliverableType | None = None

    @model_validator(mode="after")
    def something(self) -> Updates:
        """To change nothing is a mistake."""
        if not self.model_fields_set:
            raise ValueError("say what is to change")
        return self


class ChangeWorkOrders(In):
    """The same changes for many work orders."""

    work_order_ids: Annotated[list[WorkOrderId], Field(min_length=1, max_length=200)]
    updates: Updates


class UpdatedOut(Out):
    """A work order that was changed."""

    id: UUID
    status: Status
    phase_id: UUID | None


class FailedOut(Out):
    """A work order that was left as it is, and the code of the reason."""

    id: UUID
    code: str


class ChangedOut(Out):
    """What became of each."""

    updated_count: int
    work_orders: list[UpdatedOut]
    failed: list[FailedOut]


class MoveWorkOrder(In):
    """Where to: right behind `afterWorkOrderId`, or without it to the top, of a phase (null: of those in none)."""

    work_order_id: WorkOrderId
    target_phase_id: PhaseId | None
    after_work_order_id: OtherWorkOrderId | None = None


class PlaceOut(Out):
    """A work order's place."""

    id: UUID
    sort_order: int
    phase_id: UUID | None


class MovedOut(Out):
    """All that have other places now: the one that moved, and others of its phase where room had to be made."""

    updated_orders: list[PlaceOut]
