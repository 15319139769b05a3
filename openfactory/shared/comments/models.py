"""The table of comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from openfactory.core.db.rows import TenantRow
from openfactory.shared.accounts.models import User


@dataclass(frozen=True)
class Signature:
    """Who says something. An agent speaks on behalf of the user it names."""

    id: UUID
    name: str
    avatar_url: str | None
    type: str


class Comment(TenantRow):
    """A comment that opens a thread, or (with `thread`) a reply in one.

    Projects and subjects are later modules': their ids are kept without a foreign key. A deleted comment
    loses its content and keeps its row (`erased_at`), since its thread may go on without it.
    """

    project_id = fields.UUIDField()
    subject_type = fields.CharField(max_length=60)
    subject_id = fields.UUIDField()
    thread: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "comments.Comment", related_name=False, on_delete=fields.CASCADE, null=True
    )
    thread_id: UUID | None
    author: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    author_id: UUID | None
    author_kind = fields.CharField(max_length=10)  # user, agent or system, as in the log
    content: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    anchor: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    edited_at = fields.DatetimeField(null=True)
    resolved_at = fields.DatetimeField(null=True)
    resolved_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    resolved_by_id: UUID | None
    erased_at = fields.DatetimeField(null=True)

    class Meta:
        app = "comments"
        table = "comments_comments"
        indexes = (
            Index(fields=("project_id", "subject_type", "subject_id", "id"), name="ix_comment_subject"),
            Index(fields=("thread_id", "id"), name="ix_comment_thread"),
        )

    @property
    def signed(self) -> Signature | None:
        """Whose comment it is; nobody's once it is erased. `author` must be loaded."""
        user = self.author
        if user is None or self.erased_at is not None:
            return None
        return Signature(user.id, user.name, user.avatar_url, self.author_kind)


__models__ = [Comment]
