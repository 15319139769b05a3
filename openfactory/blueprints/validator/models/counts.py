"""Tables of how much feedback there is of what, by day: figures cost as much as there are days."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from openfactory.blueprints.validator.statuses import Status
from openfactory.core.ids import uuid7


class Tally(Model):
    """How much feedback of a day (UTC, when it was sent) has a status and a category ("" for none yet).

    `scored` of it has a score, and these make `score` thousandths together.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    project_id = fields.UUIDField()
    day = fields.CharField(max_length=10)
    status = fields.CharEnumField(Status, max_length=12)
    category = fields.CharField(max_length=20)
    amount = fields.IntField()
    scored = fields.IntField()
    score = fields.BigIntField()

    class Meta:
        app = "validator"
        table = "validator_tallies"
        constraints = (UniqueConstraint(fields=("project_id", "day", "status", "category"), name="uq_feedback_tally"),)


class TagTally(Model):
    """How much feedback of a day has a tag."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    project_id = fields.UUIDField()
    day = fields.CharField(max_length=10)
    tag = fields.CharField(max_length=40)
    amount = fields.IntField()

    class Meta:
        app = "validator"
        table = "validator_tag_tallies"
        constraints = (UniqueConstraint(fields=("project_id", "day", "tag"), name="uq_feedback_tag_tally"),)
