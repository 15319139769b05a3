"""Writing, changing, deleting and resolving comments, and telling whom they concern."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.core.errors import Invalid, NotFound
from openfactory.core.subjects import Found, find_subject
from openfactory.shared.archiving import require_open
from openfactory.shared.comments.content import mentioned
from openfactory.shared.comments.errors import NotAThread, NotYours
from openfactory.shared.comments.events import (
    CommentCreated,
    CommentDeleted,
    CommentEdited,
    CommentReopened,
    CommentResolved,
)
from openfactory.shared.comments.models import Comment
from openfactory.shared.comments.reading import read_comment
from openfactory.shared.comments.schemas import CreateComment, EditComment
from openfactory.shared.notifications.service import members_among, notify
from openfactory.shared.rich_text import beginning

_SPEAKERS = Query(
    "comments.speakers",
    "SELECT DISTINCT author_id FROM comments_comments WHERE project_id = :project_id "
    "AND (id = :thread_id OR thread_id = :thread_id) AND erased_at IS NULL AND author_id IS NOT NULL",
)


async def create_comment(access: Access, wanted: CreateComment) -> Comment:
    """Say something about a subject, or in reply to what was said about it."""
    async with transaction(access) as tx:
        require_open(access)
        subject = await find_subject(access, wanted.subject_type, wanted.subject_id, pointer="/body/subjectType")
        if wanted.thread_id is not None:
            await _require_thread(access, wanted.thread_id, subject)
        comment = await Comment.create(
            project_id=access.project,
            subject_type=subject.kind,
            subject_id=subject.id,
            thread_id=wanted.thread_id,
            author_id=access.caller.user_id,
            author_kind=access.caller.actor_kind,
            content=wanted.content,
            anchor=wanted.anchor,
        )
        told = await _tell(tx, comment, subject, mentioned(wanted.content))
        text = beginning(wanted.content)
        tx.emit(CommentCreated(**_about(comment), excerpt=text, mentioned_ids=told))
    return await read_comment(access, comment.id)


async def _require_thread(access: Access, thread_id: UUID, subject: Found) -> None:
    thread = await Comment.require(access, thread_id)
    if thread.thread_id is not None:
        raise NotAThread
    if (thread.subject_type, thread.subject_id) != (subject.kind, subject.id):
        raise Invalid.at("/body/subjectId", "the thread is about another subject", code="another_subject")


async def edit_comment(access: Access, comment_id: UUID, wanted: EditComment) -> Comment:
    """Say something else: only the author may. Members mentioned for the first time are told."""
    async with transaction(access) as tx:
        comment, subject = await _require(access, comment_id)
        if comment.author_id is None or comment.author_id != access.caller.user_id:
            raise NotYours
        if comment.content != wanted.content:
            added = mentioned(wanted.content) - mentioned(comment.content)
            comment.content, comment.edited_at = wanted.content, clock.now()
            await comment.save(update_fields=["content", "edited_at"])
            told = await _tell(tx, comment, subject, added, again=True)
            text = beginning(wanted.content)
            tx.emit(CommentEdited(**_about(comment), excerpt=text, mentioned_ids=told))
    return await read_comment(access, comment.id)


async def delete_comment(access: Access, comment_id: UUID) -> None:
    """Take back a comment: its author, or whoever may moderate. Replies to it stay."""
    async with transaction(access) as tx:
        comment, _ = await _require(access, comment_id)
        if comment.author_id != access.caller.user_id and not access.may("comments.moderate"):
            raise NotYours
        comment.content, comment.anchor, comment.erased_at = None, None, clock.now()
        await comment.save(update_fields=["content", "anchor", "erased_at"])
        tx.emit(CommentDeleted(**_about(comment)))


async def set_resolved(access: Access, comment_id: UUID, resolved: bool) -> Comment:
    """Settle the thread that a comment belongs to, or open it again. To repeat it changes nothing."""
    async with transaction(access) as tx:
        comment, _ = await _require(access, comment_id, erased_too=True)
        if comment.thread_id is not None:
            comment = await Comment.require(access, comment.thread_id, lock=True)
        if resolved != (comment.resolved_at is not None):
            comment.resolved_at = clock.now() if resolved else None
            comment.resolved_by_id = access.caller.user_id if resolved else None
            await comment.save(update_fields=["resolved_at", "resolved_by_id"])
            tx.emit((CommentResolved if resolved else CommentReopened)(**_about(comment)))
    return await read_comment(access, comment.id)


async def _require(access: Access, comment_id: UUID, *, erased_too: bool = False) -> tuple[Comment, Found]:
    """A comment to be changed, and its subject, which the caller must see as well."""
    require_open(access)
    comment = await Comment.require_current(access, comment_id)
    if comment.erased_at is not None and not erased_too:
        raise NotFound
    return comment, await find_subject(access, comment.subject_type, comment.subject_id, pointer="")


async def _tell(
    tx: Transaction, comment: Comment, subject: Found, wanted: set[UUID], *, again: bool = False
) -> list[UUID]:
    """Notify the members that are mentioned and, of a new reply, those who speak in its thread."""
    access, text = tx.access, beginning(comment.content) if comment.content else ""
    # What an agent says on behalf of a user may well be news to that user.
    own = {access.caller.user_id} if access.caller.kind == "session" else set()
    named = await members_among(access, wanted - own)
    await notify(tx, named, subject, kind="mention", excerpt=text, source_id=comment.id)
    if comment.thread_id is not None and not again:
        others = await members_among(access, await _speakers(access, comment.thread_id) - own - named)
        await notify(tx, others, subject, kind="reply", excerpt=text, source_id=comment.id)
    return sorted(named)


async def _speakers(access: Access, thread_id: UUID) -> set[UUID]:
    rows = await _SPEAKERS.rows(project_id=access.project, thread_id=thread_id)
    return {user_id for row in rows if (user_id := as_uuid(row["author_id"]))}


def _about(comment: Comment) -> dict[str, Any]:
    """What every fact about a comment says."""
    return {
        "comment_id": comment.id,
        "thread_id": comment.thread_id or comment.id,
        "subject_type": comment.subject_type,
        "subject_id": comment.subject_id,
    }
