"""Shapes of comments."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Out, Ref
from openfactory.shared.comments.content import Anchor, Rich

SubjectType = Annotated[str, StringConstraints(min_length=1, max_length=60), Field(examples=["feature"])]
SubjectId = Annotated[UUID, Ref("feature")]
ThreadId = Annotated[UUID, Ref("comment")]


class CommentQuery(Page):
    """Threads about a subject, or with `threadId` all replies in one of them."""

    limit: Annotated[int, Field(ge=1, le=50, description="At most so many items.")] = 20
    subject_type: SubjectType
    subject_id: SubjectId
    thread_id: ThreadId | None = None
    resolved: bool | None = None


class CreateComment(In):
    """What to say, about what; with `threadId` as a reply there. `anchor` is kept as it comes."""

    subject_type: SubjectType
    subject_id: SubjectId
    content: Rich
    thread_id: ThreadId | None = None
    anchor: Anchor | None = None


class EditComment(In):
    """What the comment is to say."""

    content: Rich


class AuthorOut(Out):
    """Who says it. An agent speaks on behalf of the user it names."""

    id: UUID
    name: str
    avatar_url: str | None
    type: Literal["user", "agent", "system"]


class PersonOut(Out):
    """A user in short."""

    id: UUID
    name: str


class CommentOut(Out):
    """A comment. One that was deleted is shown without author and content, while there are replies to it."""

    id: UUID
    subject_type: str
    subject_id: UUID
    thread_id: UUID | None
    content: dict[str, Any] | None
    anchor: dict[str, Any] | None
    author: Annotated[AuthorOut | None, Field(validation_alias="signed")]
    created_at: Moment
    edited_at: Moment | None
    resolved_at: Moment | None
    resolved_by: PersonOut | None
    deleted_at: Annotated[Moment | None, Field(validation_alias="erased_at")]


class ThreadOut(CommentOut):
    """A comment that opens a thread with its first replies; `replyCount` says how many there are."""

    replies: list[CommentOut]
    reply_count: int


class CommentList(Out):
    """Comments, the oldest first."""

    comments: list[ThreadOut]
    next_cursor: str | None
