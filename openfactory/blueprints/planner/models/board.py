"""Tables that make lists cheap: the project's counter of keys, how many there are of what, words of titles."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from openfactory.blueprints.planner.statuses import Status
from openfactory.core.ids import uuid7

if TYPE_CHECKING:
    from openfactory.blueprints.planner.models.work_orders import WorkOrder


class Board(Model):
    """A project's last number of a work order. Whoever changes the order of things holds this row locked."""

    project_id = fields.UUIDField(primary_key=True)
    last_number = fields.IntField()

    class Meta:
        app = "planner"
        table = "planner_boards"


class Tally(Model):
    """How many work orders of a project are in a phase (the zero id: in none) with a status."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    project_id = fields.UUIDField()
    phase_id = fields.UUIDField()
    status = fields.CharEnumField(Status, max_length=12)
    amount = fields.IntField()

    class Meta:
        app = "planner"
        table = "planner_tallies"
        constraints = (UniqueConstraint(fields=("project_id", "phase_id", "status"), name="uq_tally"),)


class Word(Model):
    """A word of a work order's title, or its key, folded: what a search begins with."""

    id = fields.BigIntField(primary_key=True)
    project_id = fields.UUIDField()
    word = fields.CharField(max_length=40)
    work_order: fields.ForeignKeyRelation[WorkOrder] = fields.ForeignKeyField(
        "planner.WorkOrder", related_name=False, on_delete=fields.CASCADE
    )
    work_order_id: UUID

    class Meta:
        app = "planner"
        table = "planner_words"
        indexes = (
            Index(fields=("project_id", "word", "work_order_id"), name="ix_word"),
            Index(fields=("work_order_id", "word"), name="ix_word_work_order"),
        )
