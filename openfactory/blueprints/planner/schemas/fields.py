"""Parts of what callers send about work orders."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from openfactory.blueprints.planner.statuses import Status
from openfactory.core.http.schemas import Ref

PhaseId = Annotated[UUID, Ref("phase")]
FeatureId = Annotated[UUID, Ref("feature")]
UserId = Annotated[UUID, Ref("user")]
WorkOrderId = Annotated[UUID, Ref("work_order")]
OtherWorkOrderId = Annotated[UUID, Ref("other_work_order")]  # not the one that the path or the body is about
AssigneeIds = Annotated[list[UserId], Field(max_length=50, description="Members of the organization.")]
DependsOn = Annotated[
    list[OtherWorkOrderId], Field(max_length=100, description="Work orders that must be done before.")
]
DeliverableType = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"),
    Field(description="What it brings, in a word of the team's own.", examples=["code"]),
]
Fence = Annotated[
    int,
    Field(ge=0, le=2**31 - 1, description="The claim's fence: with another one than the present it is refused."),
]


def _statuses(text: str) -> str:
    names = [name.strip() for name in text.split(",")]
    if not set(names) <= set(Status):
        raise ValueError(f"give statuses with commas between them, of {', '.join(Status)}")
    return ",".join(dict.fromkeys(names))


Statuses = Annotated[
    str,
    StringConstraints(max_length=200),
    AfterValidator(_statuses),
    Field(description="Statuses, with commas between.", examples=["ready,in_progress"]),
]
