"""Tables of people and the organizations they belong to."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from openfactory.core.access import Role
from openfactory.core.db.rows import Row, TenantRow


class User(Row):
    """A person. `email` is stored in lower case, and is unique."""

    email = fields.CharField(max_length=320, unique=True)
    name = fields.CharField(max_length=200)
    avatar_url = fields.CharField(max_length=2000, null=True)
    password_hash = fields.CharField(max_length=200, null=True)  # NULL: signs in elsewhere only
    email_verified_at = fields.DatetimeField(null=True)

    class Meta:
        app = "accounts"
        table = "accounts_users"


class Organization(Row):
    """A tenant. Reached through the caller's membership, never by its id alone."""

    name = fields.CharField(max_length=200)
    slug = fields.CharField(max_length=80, unique=True)
    logo_url = fields.CharField(max_length=2000, null=True)
    settings: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    project_count = fields.IntField(default=0)  # kept by `organizations.count_projects`
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        app = "accounts"
        table = "accounts_organizations"


class Membership(TenantRow):
    """A user in an organization, with a role."""

    tenant: ClassVar[str] = "organization_id"

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "accounts.Organization", related_name=False, on_delete=fields.CASCADE
    )
    organization_id: UUID
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.CASCADE
    )
    user_id: UUID
    role = fields.CharEnumField(Role, max_length=10)

    class Meta:
        app = "accounts"
        table = "accounts_memberships"
        constraints = (UniqueConstraint(fields=("organization", "user"), name="uq_membership"),)
        indexes = (Index(fields=("user_id", "created_at"), name="ix_membership_user"),)


__models__ = [User, Organization, Membership]
