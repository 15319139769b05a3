"""The table of what work orders come from, as it was when that was last confirmed, and as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from openfactory.core.db.rows import TenantRow

if TYPE_CHECKING:
    from openfactory.blueprints.planner.models.ties import Connection
    from openfactory.blueprints.planner.models.work_orders import WorkOrder
    from openfactory.shared.accounts.models import User


class Source(TenantRow):
    """A document or requirement that a work order derives from; one for each such connection.

    `confirmed` and `present` are states. While they differ there is an alert, and `change_type` says of which kind.
    """

    project_id = fields.UUIDField()
    work_order: fields.ForeignKeyRelation[WorkOrder] = fields.ForeignKeyField(
        "planner.WorkOrder", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    work_order_id: UUID
    connection: fields.OneToOneRelation[Connection] = fields.OneToOneField(
        "planner.Connection", related_name=False, on_delete=fields.CASCADE
    )
    connection_id: UUID
    entity_type = fields.CharField(max_length=60)
    entity_id = fields.UUIDField()
    confirmed: fields.JSONField[dict[str, Any]] = fields.JSONField()
    present: fields.JSONField[dict[str, Any]] = fields.JSONField()
    confirmed_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    confirmed_by_id: UUID | None
    confirmed_at = fields.DatetimeField()
    change_type = fields.CharField(max_length=20, null=True)
    changed: fields.JSONField[list[str]] = fields.JSONField(default=list)  # names of the parts that differ
    detected_at = fields.DatetimeField(null=True)

    class Meta:
        app = "planner"
        table = "planner_sources"
        indexes = (
            Index(fields=("project_id", "entity_id"), name="ix_source_entity"),
            Index(fields=("project_id", "detected_at", "id"), name="ix_source_detected"),
        )
