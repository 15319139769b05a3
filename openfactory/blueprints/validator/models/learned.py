"""Tables that the triage works with: what a project's own labels have taught it, and where texts alike are found."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from openfactory.blueprints.validator.statuses import Category
from openfactory.core.ids import uuid7

if TYPE_CHECKING:
    from openfactory.blueprints.validator.models.feedback import Feedback


class Lesson(Model):
    """Of a category: how many texts members have put into it, and how many words these have together."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    project_id = fields.UUIDField()
    category = fields.CharEnumField(Category, max_length=20)
    texts = fields.IntField()
    words = fields.IntField()

    class Meta:
        app = "validator"
        table = "validator_lessons"
        constraints = (UniqueConstraint(fields=("project_id", "category"), name="uq_lesson"),)


class Word(Model):
    """In how many texts of a category a word is."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    project_id = fields.UUIDField()
    word = fields.CharField(max_length=40)
    category = fields.CharEnumField(Category, max_length=20)
    amount = fields.IntField()

    class Meta:
        app = "validator"
        table = "validator_words"
        constraints = (UniqueConstraint(fields=("project_id", "word", "category"), name="uq_learned_word"),)


class Band(Model):
    """A part of the MinHash signature of an original: texts that share one may be alike."""

    id = fields.BigIntField(primary_key=True)
    project_id = fields.UUIDField()
    bucket = fields.BigIntField()
    feedback: fields.ForeignKeyRelation[Feedback] = fields.ForeignKeyField(
        "validator.Feedback", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    feedback_id: UUID

    class Meta:
        app = "validator"
        table = "validator_bands"
        indexes = (Index(fields=("project_id", "bucket", "feedback_id"), name="ix_band"),)
