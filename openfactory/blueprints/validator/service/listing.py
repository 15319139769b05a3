"""Listing feedback: one statement a page, with the number of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import msgspec
from tortoise.connection import get_connection

from openfactory.blueprints.validator.models import UNSCORED
from openfactory.blueprints.validator.schemas.feedback import FeedbackQuery
from openfactory.blueprints.validator.service.list_queries import MOST_TAGS, list_query
from openfactory.blueprints.validator.statuses import Category, Status
from openfactory.core.access import Access
from openfactory.core.errors import NotFound
from openfactory.core.http.pages import cut, read_cursor
from openfactory.shared.search.service import matching

Rows = list[dict[str, Any]]
Priority = Annotated[int, msgspec.Meta(ge=-2, le=1001)]
_FIRST, _LAST = UUID(int=0), UUID(int=2**128 - 1)
KIND = "feedback"


async def list_feedback(access: Access, query: FeedbackQuery) -> tuple[Rows, str | None, int]:
    """A page of feedback, the next cursor, and how much there is on all pages."""
    sort = query.sort_by, query.sort_order
    values, filters = _place(query), _filters(query)
    if query.search is not None:
        found = matching(access, KIND, query.search)
        if found is None:  # no word to look for
            return [], None, 0
        values |= found
    dialect = get_connection("default").capabilities.dialect
    rows = await list_query(dialect, sort, filters).rows(**values, **_values(access, query), page=query.limit + 1)
    if not rows[0]["known"]:
        raise NotFound
    total: int = rows[0]["total"]
    names = ("id",) if query.sort_by == "createdAt" else ("priority", "id")
    there = [row for row in rows if row["id"] is not None]  # with none, a row is there for the total
    page, following = cut(there, query.limit, lambda row: [row[name] for name in names])
    return [shaped(row) for row in page], following, total


def _place(query: FeedbackQuery) -> dict[str, Any]:
    down = query.sort_order == "desc"
    if query.sort_by == "createdAt":
        (last_id,) = read_cursor(query.cursor, tuple[UUID]) or (_LAST if down else _FIRST,)
        return {"last_id": last_id}
    start = (1001, _LAST) if down else (UNSCORED - 1, _FIRST)
    priority, last_id = read_cursor(query.cursor, tuple[Priority, UUID]) or start
    return {"last_priority": priority, "last_id": last_id}


def _filters(query: FeedbackQuery) -> frozenset[str]:
    names = ("search", "tags", "status", "category", "min_priority")
    given = {name for name in names if getattr(query, name) is not None}
    if query.duplicate_of is not None:
        given.add("originals" if query.duplicate_of == "none" else "duplicate_of")
    return frozenset(given)


def _values(access: Access, query: FeedbackQuery) -> dict[str, Any]:
    return {
        "project_id": access.project,
        "duplicate_of": query.duplicate_of,
        "min_priority": None if query.min_priority is None else round(query.min_priority * 1000),
        **_numbered("status", query.status, len(Status)),
        **_numbered("category", query.category, len(Category)),
        **_numbered("tag", query.tags, MOST_TAGS),
    }


def _numbered(name: str, listed: str | None, most: int) -> dict[str, str]:
    """`status0`, `status1`, … of a list with commas; empty where it has fewer."""
    given = [*(listed.split(",") if listed else []), *[""] * most][:most]
    return {f"{name}{number}": value for number, value in enumerate(given)}


def shaped(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the wire has it."""
    return {
        "id": row["id"],
        "title": row["title"],
        "description": row["description"],
        "category": row["category"],
        "priorityScore": None if row["priority"] == UNSCORED else row["priority"] / 1000,
        "status": row["status"],
        "tags": msgspec.Raw(row["tags"].encode()),
        "browserInfo": row["browser_info"] and msgspec.Raw(row["browser_info"].encode()),
        "externalUserId": row["external_user_id"],
        "votes": row["votes"],
        "duplicateOf": row["duplicate_of_id"],
        "workOrderId": row["work_order_id"],
        "generatedIssueUrl": row["generated_issue_url"],
        "trust": "untrusted",
        "createdAt": row["created_at"],
        "updatedAt": row["updated_at"],
    }
