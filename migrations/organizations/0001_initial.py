"""organizations: initial."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from openfactory.blueprints.organizations.models import TemplateType
from openfactory.core.access.permissions import Role
from openfactory.core.clock import now
from openfactory.core.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="ApiKey",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "accounts.Organization",
                        source_field="organization_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "created_by",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="created_by_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("scopes", fields.JSONField()),
                ("project_id", fields.UUIDField(null=True)),
                ("prefix", fields.CharField(max_length=20)),
                ("digest", fields.CharField(unique=True, max_length=64)),
                ("previous_digest", fields.CharField(null=True, unique=True, max_length=64)),
                ("previous_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("last_used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("deleted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "organizations_api_keys",
                "app": "organizations",
                "indexes": [Index(fields=["organization_id", "id"], name="ix_api_key_organization")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Invitation",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "accounts.Organization",
                        source_field="organization_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("email", fields.CharField(max_length=320)),
                ("role", fields.CharEnumField(enum_type=Role, max_length=10)),
                ("token_digest", fields.CharField(unique=True, max_length=64)),
                (
                    "invited_by",
                    fields.ForeignKeyField(
                        "accounts.User",
                        source_field="invited_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("invited_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "organizations_invitations",
                "app": "organizations",
                "constraints": [UniqueConstraint(fields=("organization", "email"), name="uq_invitation")],
                "pk_attr": "id",
            },
        ),
        ops.CreateModel(
            name="Template",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "accounts.Organization",
                        source_field="organization_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("type", fields.CharEnumField(enum_type=TemplateType, max_length=30)),
                ("name", fields.CharField(max_length=200)),
                ("description", fields.CharField(null=True, max_length=2000)),
                ("content", fields.JSONField()),
                ("is_default", fields.BooleanField(default=False)),
            ],
            options={
                "table": "organizations_templates",
                "app": "organizations",
                "indexes": [Index(fields=["organization_id", "type", "id"], name="ix_template_organization")],
                "pk_attr": "id",
            },
        ),
    ]
