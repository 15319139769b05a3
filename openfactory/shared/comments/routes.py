"""Comments over HTTP, below a module whose prefix is that of projects."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived
from openfactory.shared.comments import reading, service
from openfactory.shared.comments.errors import NotAThread, NotYours
from openfactory.shared.comments.models import Comment
from openfactory.shared.comments.schemas import (
    CommentList,
    CommentOut,
    CommentQuery,
    CreateComment,
    EditComment,
)

routes = Routes("/<project_id:uuid>/comments")


@routes.get("/")
@endpoint(needs="comments.read", query=CommentQuery, reply=CommentList, trusted=True)
async def list_comments(access: Access, query: CommentQuery) -> bytes:
    """List the threads about a subject with their first replies; or with `threadId` one thread's replies."""
    rows, following = await reading.list_comments(access, query)
    return msgspec.json.encode({"comments": rows, "nextCursor": following})


@routes.post("/")
@endpoint(
    needs="comments.write",
    body=CreateComment,
    reply=CommentOut,
    status=201,
    versioned=True,
    errors=(Archived, NotAThread),
)
async def create_comment(access: Access, body: CreateComment) -> Comment:
    """Comment on a subject, or reply in a thread. Members who are mentioned, or speak there, are notified."""
    return await service.create_comment(access, body)


@routes.patch("/<comment_id:uuid>")
@endpoint(needs="comments.write", body=EditComment, reply=CommentOut, versioned=True, errors=(Archived, NotYours))
async def edit_comment(access: Access, comment_id: UUID, body: EditComment) -> Comment:
    """Change a comment of one's own."""
    return await service.edit_comment(access, comment_id, body)


@routes.delete("/<comment_id:uuid>")
@endpoint(needs="comments.write", errors=(Archived, NotYours))
async def delete_comment(access: Access, comment_id: UUID) -> None:
    """Delete a comment of one's own, or as an admin anybody's. Replies to it stay."""
    await service.delete_comment(access, comment_id)


@routes.post("/<comment_id:uuid>/resolve")
@endpoint(needs="comments.write", reply=CommentOut, versioned=True, errors=(Archived,))
async def resolve_comment(access: Access, comment_id: UUID) -> Comment:
    """Settle the thread that a comment belongs to; the answer is the comment that opens it."""
    return await service.set_resolved(access, comment_id, True)


@routes.post("/<comment_id:uuid>/reopen")
@endpoint(needs="comments.write", reply=CommentOut, versioned=True, errors=(Archived,))
async def reopen_comment(access: Access, comment_id: UUID) -> Comment:
    """Open a settled thread again."""
    return await service.set_resolved(access, comment_id, False)
