"""Facts about comments, each in the log of the project, and each with the subject it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CommentEvent(Event):
    """What every fact about a comment says; `thread_id` is that of the comment which opens its thread."""

    comment_id: UUID
    thread_id: UUID
    subject_type: str
    subject_id: UUID


@dataclass(frozen=True, kw_only=True)
class CommentCreated(CommentEvent):
    """Somebody has said something; `mentioned_ids` are the members they have mentioned."""

    name: ClassVar[str] = "comments.comment.created"
    excerpt: str
    mentioned_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class CommentEdited(CommentEvent):
    """A comment says something else; `mentioned_ids` are members it did not mention before."""

    name: ClassVar[str] = "comments.comment.edited"
    excerpt: str
    mentioned_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class CommentDeleted(CommentEvent):
    """A comment is gone; replies to it stay."""

    name: ClassVar[str] = "comments.comment.deleted"


@dataclass(frozen=True, kw_only=True)
class CommentResolved(CommentEvent):
    """A thread is settled."""

    name: ClassVar[str] = "comments.comment.resolved"


@dataclass(frozen=True, kw_only=True)
class CommentReopened(CommentEvent):
    """A thread that was settled is open again."""

    name: ClassVar[str] = "comments.comment.reopened"


ALL = (CommentCreated, CommentEdited, CommentDeleted, CommentResolved, CommentReopened)
