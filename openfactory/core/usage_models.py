"""The table of what organizations use."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from openfactory.core.ids import uuid7


class Usage(Model):
    """The sum of one kind of use by one organization on one day (UTC); `label` tells its parts apart.

    No foreign key: the kernel knows no organizations, and what was used stays true after one is gone.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField()
    day = fields.DateField()
    kind = fields.CharField(max_length=40)
    label = fields.CharField(max_length=120, default="")
    amount = fields.BigIntField()

    class Meta:
        app = "core"
        table = "core_usage"
        constraints = (UniqueConstraint(fields=("organization_id", "day", "kind", "label"), name="uq_usage"),)
