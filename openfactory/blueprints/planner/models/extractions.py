"""Tables of extractions: what blueprints have proposed, and what of it people have accepted."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from openfactory.core.db.rows import TenantRow

if TYPE_CHECKING:
    from openfactory.blueprints.planner.models.work_orders import WorkOrder
    from openfactory.shared.accounts.models import User


class ExtractionStatus(StrEnum):
    """What has become of an extraction."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    REJECTED = "rejected"


class Extraction(TenantRow):
    """A set of proposals that waits for a person. `summary` has its blueprints, and what had been accepted before."""

    project_id = fields.UUIDField()
    blueprint_id = fields.UUIDField(null=True)  # null: of all
    template_id = fields.UUIDField(null=True)
    strategy = fields.CharField(max_length=20)
    status = fields.CharEnumField(ExtractionStatus, max_length=20, default=ExtractionStatus.PENDING)
    summary: fields.JSONField[dict[str, Any]] = fields.JSONField()
    created_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    created_by_id: UUID | None
    author_kind = fields.CharField(max_length=10)  # user, agent or system, as in the log
    decided_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    decided_by_id: UUID | None
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        app = "planner"
        table = "planner_extractions"
        indexes = (Index(fields=("project_id", "id"), name="ix_extraction_project"),)


class ProposedWorkOrder(TenantRow):
    """A proposal of an extraction, as JSON."""

    project_id = fields.UUIDField()
    extraction: fields.ForeignKeyRelation[Extraction] = fields.ForeignKeyField(
        "planner.Extraction", related_name=False, on_delete=fields.CASCADE
    )
    extraction_id: UUID
    place = fields.IntField()
    key = fields.CharField(max_length=64)
    body = fields.TextField()

    class Meta:
        app = "planner"
        table = "planner_proposals"
        constraints = (UniqueConstraint(fields=("extraction", "key"), name="uq_proposal"),)


class AcceptedProposal(TenantRow):
    """That a proposal was accepted: once for each key, whichever extractions have proposed it.

    `digest` is the proposal's then; `parts` where it stood, and `texts` digests of what its work order was given,
    by which is known what people have changed since. `extraction_id` is the latest extraction it was accepted of.
    """

    project_id = fields.UUIDField()
    key = fields.CharField(max_length=64)
    work_order: fields.ForeignKeyRelation[WorkOrder] = fields.ForeignKeyField(
        "planner.WorkOrder", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    work_order_id: UUID
    blueprint_id = fields.UUIDField()
    extraction_id = fields.UUIDField()
    strategy = fields.CharField(max_length=20)
    digest = fields.CharField(max_length=64)
    parts: fields.JSONField[list[dict[str, Any]]] = fields.JSONField()
    texts: fields.JSONField[dict[str, str]] = fields.JSONField()

    class Meta:
        app = "planner"
        table = "planner_accepted_proposals"
        constraints = (UniqueConstraint(fields=("project_id", "key"), name="uq_accepted_proposal"),)
        indexes = (Index(fields=("project_id", "blueprint_id"), name="ix_accepted_proposal_blueprint"),)
