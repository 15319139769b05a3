"""Listing comments: threads with their first replies, or one thread's replies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.errors import NotFound
from openfactory.core.http.pages import cut, read_cursor
from openfactory.core.subjects import find_subject
from openfactory.shared.comments.models import Comment
from openfactory.shared.comments.schemas import CommentQuery

FIRST_REPLIES = 50  # with each thread of a list; the others by `threadId`
_FIRST = UUID(int=0)

_COLUMNS = (
    'c.id, c.subject_type AS "subjectType", c.subject_id AS "subjectId", c.thread_id AS "threadId", '
    'c.content, c.anchor, @time(c.created_at) AS "createdAt", @time(c.edited_at) AS "editedAt", '
    '@time(c.resolved_at) AS "resolvedAt", @time(c.erased_at) AS "deletedAt", '
    "a.id AS author_id, a.name AS author_name, a.avatar_url, c.author_kind, "
    "r.id AS resolver_id, r.name AS resolver_name"
)
_TABLES = (
    "FROM comments_comments c LEFT JOIN accounts_users a ON a.id = c.author_id AND c.erased_at IS NULL "
    "LEFT JOIN accounts_users r ON r.id = c.resolved_by_id"
)
_SUBJECT = "c.project_id = :project_id AND c.subject_type = :subject_type AND c.subject_id = :subject_id"
_LIVING_REPLIES = "FROM comments_comments x WHERE x.thread_id = c.id AND x.erased_at IS NULL"

_THREADS = Query(
    "comments.threads",
    f'SELECT {_COLUMNS}, (SELECT COUNT(*) {_LIVING_REPLIES}) AS "replyCount" {_TABLES} WHERE {_SUBJECT} '
    f"AND c.thread_id IS NULL AND (c.erased_at IS NULL OR EXISTS (SELECT 1 {_LIVING_REPLIES})) "
    "AND ((c.resolved_at IS NOT NULL) = :resolved OR :resolved IS NULL) "
    "AND c.id > :after ORDER BY c.id LIMIT :most",
)
# Threads of a page are neighbours, so their replies are found by the first and the last of them.
_FIRST_REPLIES = Query(
    "comments.first_replies",
    f"SELECT * FROM (SELECT {_COLUMNS}, ROW_NUMBER() OVER (PARTITION BY c.thread_id ORDER BY c.id) AS place "
    f"{_TABLES} WHERE {_SUBJECT} AND c.thread_id >= :first AND c.thread_id <= :last AND c.erased_at IS NULL"
    f') q WHERE q.place <= {FIRST_REPLIES} ORDER BY q."threadId", q.id',
)
_REPLIES = Query(
    "comments.replies",
    f'SELECT {_COLUMNS}, 0 AS "replyCount" {_TABLES} WHERE {_SUBJECT} '
    "AND c.thread_id = :thread_id AND c.erased_at IS NULL AND c.id > :after ORDER BY c.id LIMIT :most",
)


async def list_comments(access: Access, query: CommentQuery) -> tuple[Sequence[dict[str, Any]], str | None]:
    """Comments about a subject, the oldest first."""
    await find_subject(access, query.subject_type, query.subject_id, pointer="/query/subjectType")
    (after,) = read_cursor(query.cursor, tuple[UUID]) or (_FIRST,)
    about = {"project_id": access.project, "subject_type": query.subject_type, "subject_id": query.subject_id}
    wanted = {**about, "after": after, "most": query.limit + 1}
    if query.thread_id is not None:
        thread = await Comment.require(access, query.thread_id)
        if thread.subject_id != query.subject_id:
            raise NotFound
        rows = await _REPLIES.rows(**wanted, thread_id=thread.id)
    else:
        rows = await _THREADS.rows(**wanted, resolved=query.resolved)
    page, following = cut(rows, query.limit, lambda row: (row["id"],))
    await _add_replies(page, about)
    return page, following


async def _add_replies(threads: Sequence[dict[str, Any]], about: dict[str, Any]) -> None:
    by_thread: dict[Any, list[dict[str, Any]]] = {}
    for row in threads:
        row["replies"] = by_thread[row["id"]] = []
        _finish(row)
    if any(row["replyCount"] for row in threads):
        first, last = threads[0]["id"], threads[-1]["id"]
        for reply in await _FIRST_REPLIES.rows(**about, first=first, last=last):
            del reply["place"]
            if reply["threadId"] in by_thread:
                by_thread[reply["threadId"]].append(_finish(reply))


def _finish(row: dict[str, Any]) -> dict[str, Any]:
    """The row in the wire's shape."""
    author, name, picture, kind = (
        row.pop(column) for column in ("author_id", "author_name", "avatar_url", "author_kind")
    )
    row["author"] = {"id": author, "name": name, "avatarUrl": picture, "type": kind} if author else None
    resolver, name = row.pop("resolver_id"), row.pop("resolver_name")
    row["resolvedBy"] = {"id": resolver, "name": name} if resolver else None
    for column in ("content", "anchor"):
        row[column] = msgspec.Raw(row[column].encode()) if row[column] else None
    return row


async def read_comment(access: Access, comment_id: UUID) -> Comment:
    """A comment with the names of its people."""
    found = Comment.visible_to(access).filter(id=comment_id).select_related("author", "resolved_by")
    comment = await found.first()
    if comment is None:
        raise NotFound
    return comment
