"""Example tables: tenants, projects, a tree of features, work orders."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index, PartialIndex
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from openfactory.core.ids import uuid7


class Status(StrEnum):
    draft = "draft"
    ready = "ready"
    done = "done"


class Row(Model):
    id = fields.UUIDField(primary_key=True, default=uuid7)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Organization(Row):
    slug = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=200)

    class Meta:
        table = "organizations"


class User(Row):
    email = fields.CharField(max_length=320, unique=True)
    display_name = fields.CharField(max_length=200)
    settings = fields.JSONField(default=dict)

    class Meta:
        table = "users"


class Project(Row):
    organization = fields.ForeignKeyField("example.Organization", related_name="projects")
    slug = fields.CharField(max_length=64)
    name = fields.CharField(max_length=250, null=True)
    color = fields.CharField(max_length=16, db_default="red", db_index=True)
    owner = fields.ForeignKeyField(
        "example.User", related_name="owned", null=True, on_delete=fields.SET_NULL, db_index=True
    )

    class Meta:
        table = "projects"
        unique_together = (("organization", "slug"), ("organization", "name"))


class Feature(Row):
    project = fields.ForeignKeyField("example.Project", related_name="features")
    parent = fields.ForeignKeyField("example.Feature", related_name="children", null=True)
    title = fields.CharField(max_length=300, db_index=True)
    position = fields.FloatField(default=0.0)

    class Meta:
        table = "features"
        indexes = (Index(fields=("project", "position"), name="ix_example_feature_tree"),)


class Phase(Row):
    project = fields.ForeignKeyField("example.Project", related_name="phases")
    name = fields.CharField(max_length=120)
    position = fields.IntField(default=0)

    class Meta:
        table = "phases"


class WorkOrder(Row):
    project = fields.ForeignKeyField("example.Project", related_name="work_orders")
    phase = fields.ForeignKeyField("example.Phase", related_name="work_orders", null=True, on_delete=fields.RESTRICT)
    feature = fields.ForeignKeyField(
        "example.Feature", related_name="work_orders", null=True, on_delete=fields.SET_NULL
    )
    number = fields.IntField()
    title = fields.CharField(max_length=300)
    status = fields.CharEnumField(Status, default=Status.draft, max_length=16)
    body = fields.TextField(default="")
    meta = fields.JSONField(default=dict)
    priority = fields.IntField(default=0, db_index=True)
    revision = fields.IntField(default=1)
    estimate = fields.IntField(null=True)
    watchers = fields.ManyToManyField(
        "example.User",
        related_name="watched",
        through="work_order_watchers",
        forward_key="user_id",
        backward_key="work_order_id",
    )
    deleted_at = fields.DatetimeField(null=True)
    assignees = fields.ManyToManyField(
        "example.User",
        related_name="work_orders",
        through="work_order_assignees",
        forward_key="user_id",
        backward_key="work_order_id",
    )

    class Meta:
        table = "work_orders"
        unique_together = (("project", "number"),)
        indexes = (
            Index(fields=("project_id", "status", "priority"), name="ix_wo_board"),
            PartialIndex(fields=("project_id",), name="ix_wo_draft", condition={"status": "draft"}),
        )
        constraints = (
            CheckConstraint(check="priority >= 0 AND priority < 100", name="ck_wo_priority"),
            UniqueConstraint(fields=("project", "title"), name="uq_wo_live_title", condition="deleted_at IS NULL"),
        )
