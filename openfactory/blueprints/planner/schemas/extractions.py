"""Extractions: work orders that blueprints propose."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from openfactory.blueprints.planner.content import Rich
from openfactory.blueprints.planner.models import ExtractionStatus
from openfactory.blueprints.planner.schemas.fields import AssigneeIds, DeliverableType, FeatureId
from openfactory.blueprints.planner.schemas.work_orders import NamedOut
from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Name, Out, Ref

BlueprintId = Annotated[UUID, Ref("blueprint")]
ExtractionTemplateId = Annotated[UUID, Ref("extraction_template")]
ProposalKey = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64),
    Ref("proposal"),
    Field(description="A proposal's key.", examples=["0f8b7c41d2e35a6997b1c4d8e2f60a35"]),
]
ProposalKeys = Annotated[list[ProposalKey], Field(max_length=300)]
StrategyName = Literal["feature_slice", "specialist"]


class Extract(In):
    """From which blueprints, and how. A strategy goes before the template's own.

    With neither, the project's or the organization's template for extraction is used, where there is one, else
    `feature_slice`.
    """

    blueprint_id: BlueprintId | None = None
    all: Annotated[bool, Field(description="From all blueprints of the project.")] = False
    strategy: StrategyName | None = None
    template_id: ExtractionTemplateId | None = None
    dry_run: Annotated[bool, Field(description="Answer the proposals, and keep none.")] = False

    @model_validator(mode="after")
    def one_of_both(self) -> Extract:
        """Neither would be nothing to read, and both would say two things."""
        if self.all == (self.blueprint_id is not None):
            raise ValueError("give either blueprintId, or all: true")
        return self


class EditProposal(In):
    """What a work order is to be given otherwise than proposed; a null leaves it out."""

    key: ProposalKey
    title: Name | None = None
    description: Rich | None = None
    acceptance_criteria: Rich | None = None
    out_of_scope: Rich | None = None
    implementation_plan: Rich | None = None
    phase: Name | None = None
    feature_id: FeatureId | None = None
    deliverable_type: DeliverableType | None = None
    assignee_ids: AssigneeIds = []
    depends_on: ProposalKeys | None = None

    @model_validator(mode="after")
    def a_title_stays(self) -> EditProposal:
        """A work order has a title."""
        if "title" in self.model_fields_set and self.title is None:
            raise ValueError("a work order has a title: give one, or leave it out")
        return self


class AcceptExtraction(In):
    """Which proposals become work orders: those of these keys, or `all`."""

    accept: Annotated[list[ProposalKey], Field(min_length=1, max_length=300)] | Literal["all"]
    edits: Annotated[list[EditProposal], Field(max_length=300)] = []


class ExtractionQuery(Page):
    """All, or those with a status."""

    status: ExtractionStatus | None = None


class ProposalSourceOut(Out):
    """Where a proposal comes from: headings, outermost first, and the JSON pointer of the first block."""

    blueprint_id: UUID
    blueprint_title: str
    version_number: int
    heading_path: list[str]
    position: str


class MetOut(Out):
    """A requirement or criterion that the blueprint names there."""

    id: UUID
    key: str


class ProposalOut(Out):
    """A work order that a blueprint proposes.

    `key` stays the same for the same place. `status` is `changed` where the blueprint, or a criterion, says something
    else than when the proposal was accepted; `workOrderId` is what came of it. `unresolved` are names that the text
    says to depend on, and that nothing here has.
    """

    key: str
    status: Literal["new", "changed", "accepted"]
    work_order_id: UUID | None
    title: str
    description: dict[str, Any] | None
    acceptance_criteria: dict[str, Any] | None
    out_of_scope: dict[str, Any] | None
    implementation_plan: dict[str, Any] | None
    source: ProposalSourceOut
    phase: str | None
    feature_id: UUID | None
    deliverable_type: str | None
    requirements: list[MetOut]
    depends_on: list[str]
    unresolved: list[str]


class ReadBlueprintOut(Out):
    """A blueprint that was read, and how many proposals there are in it, whatever their status."""

    id: UUID
    title: str
    version_number: int
    proposal_count: int


class UnchangedOut(Out):
    """What was accepted before and is as it was."""

    key: str
    title: str
    work_order_id: UUID


class ListedExtraction(Out):
    """A set of proposals. One of a dry run, or with nothing to decide on, is not kept: it has no id."""

    id: UUID | None
    status: ExtractionStatus
    strategy: StrategyName
    blueprint_id: UUID | None
    template_id: UUID | None
    proposal_count: int
    created_by: NamedOut | None
    created_at: Moment | None
    decided_by: NamedOut | None
    decided_at: Moment | None


class ExtractionOut(ListedExtraction):
    """A set of proposals with all of them: what is new or changed. `unchanged` was accepted before."""

    blueprints: list[ReadBlueprintOut]
    unchanged: list[UnchangedOut]
    proposals: list[ProposalOut]


class ExtractionList(Out):
    """Extractions, the latest first."""

    extractions: list[ListedExtraction]
    next_cursor: str | None


class AcceptedWorkOrderOut(Out):
    """What came of a proposal. Of an `updated` one, `kept` are the texts that people have changed, and that stay."""

    key: str
    work_order_id: UUID
    work_order_key: str
    title: str
    outcome: Literal["created", "updated", "existing"]
    kept: list[str]


class AcceptedOut(Out):
    """What came of it, in the order of the proposals."""

    id: UUID
    status: ExtractionStatus
    work_orders: list[AcceptedWorkOrderOut]
