"""Tables of what work orders are tied to: people, each other, evidence, and other things of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from openfactory.core.db.rows import TenantRow

if TYPE_CHECKING:
    from openfactory.blueprints.planner.models.work_orders import WorkOrder
    from openfactory.shared.accounts.models import User


class Assignee(TenantRow):
    """A member who is to do a work order."""

    project_id = fields.UUIDField()
    work_order: fields.ForeignKeyRelation[WorkOrder] = fields.ForeignKeyField(
        "planner.WorkOrder", related_name=False, on_delete=fields.CASCADE
    )
    work_order_id: UUID
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    user_id: UUID

    class Meta:
        app = "planner"
        table = "planner_assignees"
        constraints = (UniqueConstraint(fields=("work_order", "user"), name="uq_assignee"),)
        indexes = (Index(fields=("project_id", "user_id", "work_order_id"), name="ix_assignee_user"),)


class Dependency(TenantRow):
    """A work order that waits for another one. A deleted work order has none, and nothing waits for it."""

    project_id = fields.UUIDField()
    work_order: fields.ForeignKeyRelation[WorkOrder] = fields.ForeignKeyField(
        "planner.WorkOrder", related_name=False, on_delete=fields.CASCADE
    )
    work_order_id: UUID
    depends_on: fields.ForeignKeyRelation[WorkOrder] = fields.ForeignKeyField(
        "planner.WorkOrder", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    depends_on_id: UUID

    class Meta:
        app = "planner"
        table = "planner_dependencies"
        constraints = (UniqueConstraint(fields=("work_order", "depends_on"), name="uq_dependency"),)


class Evidence(TenantRow):
    """What shows that an acceptance criterion is met, or why it need not be.

    It is about the criterion as it read then: `content_hash` is that of its text.
    """

    project_id = fields.UUIDField()
    work_order: fields.ForeignKeyRelation[WorkOrder] = fields.ForeignKeyField(
        "planner.WorkOrder", related_name=False, on_delete=fields.CASCADE
    )
    work_order_id: UUID
    criterion = fields.CharField(max_length=64)
    content_hash = fields.CharField(max_length=16)
    kind = fields.CharField(max_length=10)
    ref = fields.CharField(max_length=2000, null=True)
    reason = fields.CharField(max_length=2000, null=True)
    created_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    created_by_id: UUID | None

    class Meta:
        app = "planner"
        table = "planner_evidence"
        indexes = (Index(fields=("work_order_id", "id"), name="ix_evidence_work_order"),)


class Connection(TenantRow):
    """Something of the project that a work order comes from, or refers to. `label` is its title at that moment."""

    project_id = fields.UUIDField()
    work_order: fields.ForeignKeyRelation[WorkOrder] = fields.ForeignKeyField(
        "planner.WorkOrder", related_name=False, on_delete=fields.CASCADE
    )
    work_order_id: UUID
    entity_type = fields.CharField(max_length=60)
    entity_id = fields.UUIDField()
    edge_type = fields.CharField(max_length=20)
    label = fields.CharField(max_length=300)

    class Meta:
        app = "planner"
        table = "planner_connections"
        constraints = (
            UniqueConstraint(fields=("work_order", "entity_type", "entity_id", "edge_type"), name="uq_connection"),
        )
        indexes = (Index(fields=("project_id", "entity_type", "entity_id"), name="ix_connection_entity"),)
