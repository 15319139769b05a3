"""What is said about a work order."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Ref
from openfactory.shared.comments.content import Anchor, Rich

ThreadId = Annotated[UUID, Ref("work_order_comment")]


class SaidQuery(Page):
    """Threads about the work order, or with `threadId` all replies in one of them."""

    limit: Annotated[int, Field(ge=1, le=50, description="At most so many items.")] = 20
    thread_id: ThreadId | None = None
    resolved: bool | None = None


class Say(In):
    """What to say; with `threadId` as a reply there. `anchor` is kept as it comes."""

    content: Rich
    thread_id: ThreadId | None = None
    anchor: Anchor | None = None
