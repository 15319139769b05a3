"""Tables of phases, work orders and their texts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from openfactory.blueprints.planner.statuses import Status
from openfactory.core.access import Caller
from openfactory.core.db.rows import TenantRow
from openfactory.core.ids import uuid7

if TYPE_CHECKING:
    from openfactory.blueprints.projects.api import Feature, Project
    from openfactory.shared.accounts.models import User

UNPHASED = 2**31 - 1
"""The phase place of work orders in no phase: behind all phases."""


class Phase(TenantRow):
    """A part of the plan. `sort_order` is its place in the project; no two phases have the same one."""

    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "projects.Project", related_name=False, on_delete=fields.CASCADE
    )
    project_id: UUID
    name = fields.CharField(max_length=200)
    description = fields.CharField(max_length=2000, null=True)
    sort_order = fields.IntField()
    work_order_count: int = 0  # no column: filled by who counts them

    class Meta:
        app = "planner"
        table = "planner_phases"
        constraints = (UniqueConstraint(fields=("project", "sort_order"), name="uq_phase_place"),)


class WorkOrder(TenantRow):
    """Something to be done by a person or an agent.

    Its place is `phase_place` (its phase's `sort_order`, copied, so that one index has the whole order) and
    within the phase `sort_order`; no two have the same. `claim_fence` counts claims and releases; a claim holds
    until `claimed_until`. What is long (see Texts) is kept elsewhere, so that lists do not carry it.
    """

    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "projects.Project", related_name=False, on_delete=fields.CASCADE
    )
    project_id: UUID
    number = fields.IntField()
    title = fields.CharField(max_length=200)
    status = fields.CharEnumField(Status, max_length=12)
    phase: fields.ForeignKeyNullableRelation[Phase] = fields.ForeignKeyField(
        "planner.Phase", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    phase_id: UUID | None
    phase_place = fields.IntField()
    sort_order = fields.BigIntField()
    feature: fields.ForeignKeyNullableRelation[Feature] = fields.ForeignKeyField(
        "projects.Feature", related_name=False, on_delete=fields.SET_NULL, null=True
    )
    feature_id: UUID | None
    deliverable_type = fields.CharField(max_length=40, null=True)
    created_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    created_by_id: UUID | None
    claim_fence = fields.IntField(default=0)
    # No foreign keys: with an index for each a claim would cost more than the rest of its row.
    claimed_by_id: UUID | None = fields.UUIDField(null=True)
    claimed_by_kind = fields.CharField(max_length=10, null=True)  # user or agent, as in the log
    claim_credential_id: UUID | None = fields.UUIDField(null=True)
    claimed_until: datetime | None = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        app = "planner"
        table = "planner_work_orders"
        constraints = (
            UniqueConstraint(fields=("project", "number"), name="uq_work_order_number"),
            UniqueConstraint(
                fields=("project", "phase_place", "sort_order"),
                name="uq_work_order_place",
                condition="deleted_at IS NULL",
            ),
        )
        indexes = (
            Index(fields=("project_id", "id"), name="ix_work_order_created"),
            Index(fields=("project_id", "updated_at", "id"), name="ix_work_order_updated"),
            Index(fields=("project_id", "status", "phase_place", "sort_order"), name="ix_work_order_status"),
            Index(fields=("project_id", "status", "id"), name="ix_work_order_status_created"),
            Index(fields=("project_id", "status", "updated_at", "id"), name="ix_work_order_status_updated"),
            # With deleted_at they can be counted without their rows.
            Index(
                fields=("project_id", "feature_id", "phase_place", "sort_order", "deleted_at"),
                name="ix_work_order_feature",
            ),
            Index(
                fields=("project_id", "deliverable_type", "phase_place", "sort_order", "deleted_at"),
                name="ix_work_order_type",
            ),
        )

    @property
    def key(self) -> str:
        """Its name for people: `WO-12`."""
        return f"WO-{self.number}"

    def is_claimed(self, now: datetime) -> bool:
        """Whether a claim holds at that moment."""
        return self.claimed_until is not None and self.claimed_until > now

    def is_held_by(self, caller: Caller) -> bool:
        """Whether the claim is the caller's: a user's own, and those of their API keys; of a key its own alone."""
        if self.claimed_by_id is None or self.claimed_by_id != caller.user_id:
            return False
        return caller.kind == "session" or caller.credential_id == self.claim_credential_id


class Texts(Model):
    """What a work order says at length: ProseMirror documents. There is no row while there is no text."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    work_order: fields.OneToOneRelation[WorkOrder] = fields.OneToOneField(
        "planner.WorkOrder", related_name=False, on_delete=fields.CASCADE
    )
    work_order_id: UUID
    description: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    acceptance_criteria: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    out_of_scope: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    implementation_plan: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)

    class Meta:
        app = "planner"
        table = "planner_texts"
