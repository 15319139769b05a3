"""Risks of work orders."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from openfactory.core.ids import uuid7


class Risk(Model):
    id = fields.UUIDField(primary_key=True, default=uuid7)
    work_order = fields.ForeignKeyField("example.WorkOrder", related_name="risks")
    owner = fields.ForeignKeyField("example.User", related_name="risks", null=True, on_delete=fields.SET_NULL)
    level = fields.IntField(default=1)

    class Meta:
        table = "ext_risk_risks"
