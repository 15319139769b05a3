"""The tables of integrations, and of issues made by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

from openfactory.core import clock
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


class IssueRecord(TenantRow):
    """A subject's one issue at a service, from before it is asked for: `issues.states` says what is when set."""

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "accounts.Organization", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    organization_id: UUID
    project_id = fields.UUIDField()
    subject_kind = fields.CharField(max_length=60)
    subject_id = fields.UUIDField()
    integration = fields.CharField(max_length=30)
    mark = fields.UUIDField()
    holder = fields.UUIDField(null=True)
    lease_until: datetime | None = fields.DatetimeField(null=True)
    place = fields.CharField(max_length=500, null=True)
    floor = fields.BigIntField(null=True)
    called_at: datetime | None = fields.DatetimeField(null=True)
    doubt_until: datetime | None = fields.DatetimeField(null=True)
    url = fields.CharField(max_length=1000, null=True)
    key = fields.CharField(max_length=255, null=True)

    class Meta:
        app = "integrations"
        table = "integrations_issues"
        constraints = (
            UniqueConstraint(fields=("project_id", "subject_kind", "subject_id", "integration"), name="uq_issue"),
        )

    @property
    def is_held(self) -> bool:
        """Whether somebody is at it now."""
        return self.lease_until is not None and self.lease_until > clock.now()


__models__ = [Integration, IssueRecord]
