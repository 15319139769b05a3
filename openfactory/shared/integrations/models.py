"""The table of integrations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

from openfactory.core.db.rows import TenantRow
from openfactory.shared.accounts.models import Organization


class Integration(TenantRow):
    """A service that a project is connected to. `sealed` holds all settings, `settings` those that may be shown."""

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "accounts.Organization", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    organization_id: UUID
    project_id = fields.UUIDField()
    kind = fields.CharField(max_length=30)
    settings: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    sealed = fields.TextField()

    class Meta:
        app = "integrations"
        table = "integrations_integrations"
        constraints = (UniqueConstraint(fields=("project_id", "kind"), name="uq_integration"),)


__models__ = [Integration]
