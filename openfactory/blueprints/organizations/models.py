"""Tables of invitations, API keys and templates; those of members are `openfactory.shared.accounts`'."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from openfactory.core.access import Role
from openfactory.core.db.rows import TenantRow
from openfactory.shared.accounts.models import Organization, User


class TemplateType(StrEnum):
    """What a template is for."""

    REFINERY = "refinery"
    FOUNDRY = "foundry"
    PLANNER_EXTRACTION = "planner_extraction"
    PLANNER_WORK_ORDER = "planner_work_order"
    PLANNER_PHASE = "planner_phase"


class Invitation(TenantRow):
    """An address that may join. The mailed token itself is not kept, only a keyed digest of it."""

    tenant: ClassVar[str] = "organization_id"

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "accounts.Organization", related_name=False, on_delete=fields.CASCADE
    )
    organization_id: UUID
    email = fields.CharField(max_length=320)
    role = fields.CharEnumField(Role, max_length=10)
    token_digest = fields.CharField(max_length=64, unique=True)
    invited_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    invited_by_id: UUID | None
    invited_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        app = "organizations"
        table = "organizations_invitations"
        constraints = (UniqueConstraint(fields=("organization", "email"), name="uq_invitation"),)


class ApiKey(TenantRow):
    """A key of a member. Of the key itself there is only a keyed digest, and of the one before it.

    Keys are not deleted but ended: the audit trail goes on naming them.
    """

    tenant: ClassVar[str] = "organization_id"

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "accounts.Organization", related_name=False, on_delete=fields.CASCADE
    )
    organization_id: UUID
    created_by: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    created_by_id: UUID
    name = fields.CharField(max_length=200)
    scopes: fields.JSONField[list[str]] = fields.JSONField()
    project_id = fields.UUIDField(null=True)  # no foreign key: projects are a later module's
    allowed_origins: fields.JSONField[list[str] | None] = fields.JSONField(null=True)
    prefix = fields.CharField(max_length=20)
    digest = fields.CharField(max_length=64, unique=True)
    previous_digest = fields.CharField(max_length=64, unique=True, null=True)
    previous_until = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        app = "organizations"
        table = "organizations_api_keys"
        indexes = (Index(fields=("organization_id", "id"), name="ix_api_key_organization"),)


class Template(TenantRow):
    """A pattern for what projects of the organization make. Each type has one default."""

    tenant: ClassVar[str] = "organization_id"

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "accounts.Organization", related_name=False, on_delete=fields.CASCADE
    )
    organization_id: UUID
    type = fields.CharEnumField(TemplateType, max_length=30)
    name = fields.CharField(max_length=200)
    description = fields.CharField(max_length=2000, null=True)
    content: fields.JSONField[dict[str, Any]] = fields.JSONField()
    is_default = fields.BooleanField(default=False)

    class Meta:
        app = "organizations"
        table = "organizations_templates"
        indexes = (Index(fields=("organization_id", "type", "id"), name="ix_template_organization"),)


__models__ = [Invitation, ApiKey, Template]
