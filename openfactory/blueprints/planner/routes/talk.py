"""What was done to a work order, and what is said about it, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from openfactory.blueprints.planner.models import WorkOrder
from openfactory.blueprints.planner.schemas.talk import SaidQuery, Say
from openfactory.blueprints.projects.api import ActivityList, ActivityQuery, list_activity
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.pages import Page
from openfactory.core.http.routes import Routes
from openfactory.core.http.schemas import In
from openfactory.shared.archiving import Archived
from openfactory.shared.comments import reading, service
from openfactory.shared.comments.errors import NotAThread
from openfactory.shared.comments.models import Comment
from openfactory.shared.comments.schemas import CommentList, CommentOut, CommentQuery, CreateComment

routes = Routes("/work-orders/<work_order_id:uuid>")
KIND = "work_order"


@routes.get("/activity")
@endpoint(needs="planner.read", query=Page, reply=ActivityList, trusted=True)
async def list_work_order_activity(access: Access, work_order_id: UUID, query: Page) -> bytes:
    """List what was done to a work order, the newest first."""
    await WorkOrder.require(access, work_order_id)
    wanted = ActivityQuery(entity_type=KIND, entity_id=work_order_id, limit=query.limit, cursor=query.cursor)
    rows, following = await list_activity(access, wanted)
    return msgspec.json.encode({"activities": rows, "nextCursor": following})


@routes.get("/comments")
@endpoint(needs="comments.read", query=SaidQuery, reply=CommentList, trusted=True)
async def list_work_order_comments(access: Access, work_order_id: UUID, query: SaidQuery) -> bytes:
    """List the threads about a work order with their first replies; or with `threadId` one thread's replies."""
    wanted = CommentQuery(subject_type=KIND, subject_id=work_order_id, **_given(query))
    rows, following = await reading.list_comments(access, wanted)
    return msgspec.json.encode({"comments": rows, "nextCursor": following})


@routes.post("/comments")
@endpoint(
    needs="comments.write",
    body=Say,
    reply=CommentOut,
    status=201,
    versioned=True,
    errors=(Archived, NotAThread),
)
async def comment_on_work_order(access: Access, work_order_id: UUID, body: Say) -> Comment:
    """Comment on a work order, or reply in a thread about it."""
    return await service.create_comment(
        access, CreateComment(subject_type=KIND, subject_id=work_order_id, **_given(body))
    )


def _given(wanted: In) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in wanted.model_fields_set}
