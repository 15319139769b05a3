"""Work orders."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.blueprints.planner.content import Rich
from openfactory.blueprints.planner.schemas.fields import (
    AssigneeIds,
    DeliverableType,
    DependsOn,
    FeatureId,
    Fence,
    PhaseId,
    Statuses,
    UserId,
)
from openfactory.blueprints.planner.statuses import Status
from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Name, Out

TEXTS = ("description", "acceptance_criteria", "out_of_scope", "implementation_plan")


class WorkOrderPage(Page):
    """A page of work orders."""

    limit: Annotated[int, Field(ge=1, le=200, description="At most so many items.")] = 50


class WorkOrderQuery(WorkOrderPage):
    """Which work orders. `search` looks for words of titles, by their beginnings, and for keys.

    By `sortOrder` they come in their order, phase by phase; by `createdAt` and `updatedAt` the latest first.
    """

    status: Statuses | None = None
    phase_id: PhaseId | Literal["none"] | None = None
    feature_id: FeatureId | None = None
    assignee_id: UserId | None = None
    deliverable_type: DeliverableType | None = None
    search: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)] | None = None
    sort_by: Literal["sortOrder", "createdAt", "updatedAt"] = "sortOrder"


class CreateWorkOrder(In):
    """A new work order, the last of its phase."""

    title: Name
    status: Literal[Status.BACKLOG, Status.READY] = Status.BACKLOG
    phase_id: PhaseId | None = None
    feature_id: FeatureId | None = None
    description: Rich | None = None
    acceptance_criteria: Rich | None = None
    out_of_scope: Rich | None = None
    implementation_plan: Rich | None = None
    assignee_ids: AssigneeIds = []
    deliverable_type: DeliverableType | None = None
    depends_on: DependsOn = []


class ChangeWorkOrder(In):
    """What is not given stays; a null clears phase, feature, texts and type.

    With `fence` nothing is changed unless that is the present one.
    """

    title: Name | None = None
    status: Status | None = None
    phase_id: PhaseId | None = None
    feature_id: FeatureId | None = None
    description: Rich | None = None
    acceptance_criteria: Rich | None = None
    out_of_scope: Rich | None = None
    implementation_plan: Rich | None = None
    assignee_ids: AssigneeIds | None = None
    deliverable_type: DeliverableType | None = None
    depends_on: DependsOn | None = None
    fence: Fence | None = None


class NamedOut(Out):
    """Something by its name: a phase, a feature, a user."""

    id: UUID
    name: str


class AssigneeOut(Out):
    """A member who is to do it."""

    id: UUID
    name: str
    avatar_url: str | None


class ListedWorkOrder(Out):
    """A work order in a list."""

    id: UUID
    key: str
    title: str
    status: Status
    phase: NamedOut | None
    feature: NamedOut | None
    assignees: list[AssigneeOut]
    deliverable_type: str | None
    sort_order: int
    created_at: Moment
    updated_at: Moment


class WorkOrderList(Out):
    """Work orders. `totalCount` is that of all pages; with other filters than status and phase it ends at 10,000."""

    work_orders: list[ListedWorkOrder]
    next_cursor: str | None
    total_count: int


class ReadyList(Out):
    """Work orders that can be begun."""

    work_orders: list[ListedWorkOrder]
    next_cursor: str | None


class HolderOut(Out):
    """Who has claimed it. An agent works on behalf of the user it names."""

    id: UUID
    name: str
    avatar_url: str | None
    type: Literal["user", "agent"]


class HeldOut(Out):
    """A claim that holds."""

    fence: int
    until: Moment
    by: HolderOut


class GraphConnectionOut(Out):
    """Something that the work order comes from, or refers to. `nodeId` is that of the graph, where there is one."""

    id: UUID
    node_id: UUID | None
    entity_type: str
    entity_id: UUID
    label: str
    edge_type: str


class WorkOrderOut(ListedWorkOrder):
    """A work order with all that is known of it. `blockedBy` are those of `dependsOn` that are not done."""

    description: dict[str, Any] | None
    acceptance_criteria: dict[str, Any] | None
    out_of_scope: dict[str, Any] | None
    implementation_plan: dict[str, Any] | None
    graph_connections: list[GraphConnectionOut]
    depends_on: list[UUID]
    blocked_by: list[UUID]
    claim: HeldOut | None
    created_by: NamedOut | None
