"""Tables of feedback, of what came with it, and of its tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from openfactory.blueprints.validator.statuses import Category, Source, Status
from openfactory.core.db.rows import TenantRow
from openfactory.core.ids import uuid7

if TYPE_CHECKING:
    from openfactory.blueprints.projects.api import Project

UNSCORED = -1
"""The priority of what nobody has scored: below every score, so that one index has the order."""


class Feedback(TenantRow):
    """Something that somebody outside has said. Title, description, tags and the external user's id are untrusted.

    `priority` and `severity` are thousandths; `severity` is what the text alone says, `priority` counts votes too.
    A duplicate points at its original (`duplicate_of_id`), and at what it was called a duplicate of
    (`merged_into_id`), which may be a duplicate itself. An original has a vote for itself and one for each of its
    duplicates, which have none: all votes of a project are as many as its feedback.
    """

    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "projects.Project", related_name=False, on_delete=fields.CASCADE
    )
    project_id: UUID
    title = fields.CharField(max_length=200, null=True)
    description = fields.TextField()
    category: Category | None = fields.CharEnumField(Category, max_length=20, null=True)  # type: ignore[assignment]
    category_by: Source | None = fields.CharEnumField(Source, max_length=10, null=True)  # type: ignore[assignment]
    status = fields.CharEnumField(Status, max_length=12, default=Status.NEW)
    status_by: Source | None = fields.CharEnumField(Source, max_length=10, null=True)  # type: ignore[assignment]
    priority = fields.IntField(default=UNSCORED)
    priority_by: Source | None = fields.CharEnumField(Source, max_length=10, null=True)  # type: ignore[assignment]
    severity = fields.IntField(default=UNSCORED)
    tags: fields.JSONField[list[str]] = fields.JSONField(default=list)
    external_user_id = fields.CharField(max_length=200, null=True)
    votes = fields.IntField(default=1)
    # No foreign keys: work orders are another module's, and what erases feedback mends its duplicates first.
    duplicate_of_id: UUID | None = fields.UUIDField(null=True)
    merged_into_id: UUID | None = fields.UUIDField(null=True)
    work_order_id: UUID | None = fields.UUIDField(null=True)
    explanation: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    generated_issue_url = fields.CharField(max_length=2000, null=True)
    learned_as: Category | None = fields.CharEnumField(Category, max_length=20, null=True)  # type: ignore[assignment]
    triaged_at = fields.DatetimeField(null=True)
    alerted_at = fields.DatetimeField(null=True)

    class Meta:
        app = "validator"
        table = "validator_feedback"
        indexes = (
            Index(fields=("project_id", "id"), name="ix_feedback_created"),
            Index(fields=("project_id", "priority", "id"), name="ix_feedback_priority"),
            Index(fields=("project_id", "status", "id"), name="ix_feedback_status"),
            Index(fields=("project_id", "status", "priority", "id"), name="ix_feedback_status_priority"),
            Index(fields=("project_id", "category", "id"), name="ix_feedback_category"),
            Index(fields=("project_id", "duplicate_of_id", "id"), name="ix_feedback_original"),
            Index(fields=("merged_into_id", "id"), name="ix_feedback_merged"),
            Index(fields=("project_id", "triaged_at", "id"), name="ix_feedback_triaged"),
        )

    @property
    def priority_score(self) -> float | None:
        """The priority as the wire has it: 0…1."""
        return None if self.priority == UNSCORED else self.priority / 1000


class Details(Model):
    """What a browser or device has said of itself. It is in no log or event, and kept for a while only."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    feedback: fields.OneToOneRelation[Feedback] = fields.OneToOneField(
        "validator.Feedback", related_name=False, on_delete=fields.CASCADE
    )
    feedback_id: UUID
    created_at = fields.DatetimeField(db_index=True)
    browser_info: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    device_info: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    session_data: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)

    class Meta:
        app = "validator"
        table = "validator_details"


class Tag(Model):
    """A tag of feedback, to find it by."""

    id = fields.BigIntField(primary_key=True)
    project_id = fields.UUIDField()
    tag = fields.CharField(max_length=40)
    feedback: fields.ForeignKeyRelation[Feedback] = fields.ForeignKeyField(
        "validator.Feedback", related_name=False, on_delete=fields.CASCADE
    )
    feedback_id: UUID

    class Meta:
        app = "validator"
        table = "validator_tags"
        indexes = (
            Index(fields=("project_id", "tag", "feedback_id"), name="ix_tag"),
            Index(fields=("feedback_id", "tag"), name="ix_tag_feedback"),
        )
