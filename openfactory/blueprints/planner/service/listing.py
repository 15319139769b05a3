"""Listing work orders: one statement a page, with names, people and the number of all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from openfactory.blueprints.planner.models import UNPHASED
from openfactory.blueprints.planner.schemas.work_orders import WorkOrderPage, WorkOrderQuery
from openfactory.blueprints.planner.service.list_queries import FILTERS, LISTS, READY_LIST
from openfactory.blueprints.planner.service.tallies import NO_PHASE
from openfactory.blueprints.planner.statuses import Status
from openfactory.blueprints.planner.words import AFTER, MOST_ASKED, words_asked_for
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.errors import Invalid, NotFound
from openfactory.core.http.pages import cut, read_cursor

Small = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
Large = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Rows = list[dict[str, Any]]

_LAST_ID = UUID(int=2**128 - 1)
_LAST_MOMENT = datetime(9999, 12, 31, tzinfo=UTC)
# Of each order: what a cursor of it holds, where its first page begins, and the place of a row.
_CURSORS: Mapping[str, tuple[Any, tuple[Any, ...], tuple[str, ...]]] = {
    "sortOrder": (tuple[Small, Large], (-1, -(2**63)), ("phase_place", "sort_order")),
    "createdAt": (tuple[UUID], (_LAST_ID,), ("id",)),
    "updatedAt": (tuple[Moment, UUID], (_LAST_MOMENT, _LAST_ID), ("updated_at", "id")),
}


async def list_work_orders(access: Access, query: WorkOrderQuery) -> tuple[Rows, str | None, int]:
    """A page of work orders, the next cursor, and how many there are on all pages."""
    words = words_asked_for(query.search or "")
    given = {
        "status": query.status,
        "phase": query.phase_id,
        "feature": query.feature_id,
        "assignee": query.assignee_id,
        "type": query.deliverable_type,
        "search": query.search,
        "more words": words[1:] or None,
    }
    statement = LISTS[query.sort_by, frozenset(name for name in FILTERS if given[name] is not None)]
    place = _place(query.sort_by, query.cursor)
    rows = await statement.rows(**place, **_values(access, query, words), most=query.limit + 1)
    if not rows[0]["known"]:
        raise NotFound
    total: int = rows[0]["total"]
    page, following = _cut(rows, query.limit, query.sort_by)
    return page, following, total


async def list_ready_work_orders(access: Access, query: WorkOrderPage) -> tuple[Rows, str | None]:
    """What can be begun, in its order: ready, with nothing open before it, and nobody working on it."""
    place = _place("sortOrder", query.cursor)
    rows = await READY_LIST.rows(**place, project_id=access.project, now=clock.now(), most=query.limit + 1)
    return _cut(rows, query.limit, "sortOrder")


def _place(sort: str, cursor: str | None) -> dict[str, Any]:
    kind, start, _ = _CURSORS[sort]
    place = read_cursor(cursor, kind) or start
    if place is not start and isinstance(place[0], datetime) and not 1970 <= place[0].year <= 9998:
        raise Invalid.at("/query/cursor", "this is not a cursor that this list has given", code="bad_cursor")
    return dict(zip(("first", "second"), place, strict=False))


def _values(access: Access, query: WorkOrderQuery, words: list[str]) -> dict[str, Any]:
    statuses = query.status.split(",") if query.status else []
    unphased = query.phase_id == "none"
    asked = [*words, *[""] * MOST_ASKED][:MOST_ASKED]
    values = {
        "project_id": access.project,
        "organization_id": access.organization,
        "phase_id": NO_PHASE if unphased else query.phase_id,
        "no_phase": unphased,
        "other_place": UNPHASED if unphased else -1,
        "feature_id": query.feature_id,
        "assignee_id": query.assignee_id,
        "deliverable_type": query.deliverable_type,
    }
    values.update({f"status{number}": status for number, status in enumerate([*statuses, *[""] * len(Status)])})
    values.update({f"word{number}": word for number, word in enumerate(asked)})
    values.update({f"word{number}_end": word + AFTER for number, word in enumerate(asked)})
    if not words:
        values["word0_end"] = ""  # a search without a word finds nothing
    return values


def _cut(rows: Rows, limit: int, sort: str) -> tuple[Rows, str | None]:
    """The page's work orders, and where the next page begins."""
    names = _CURSORS[sort][2]
    found: dict[Any, tuple[dict[str, Any], list[Any]]] = {}
    for row in rows:
        if row["id"] is None:  # there is none, and the row is there for the total
            break
        if row["id"] not in found:
            found[row["id"]] = shaped(row), [row[name] for name in names]
        if row["assignee_id"] is not None:
            found[row["id"]][0]["assignees"].append(assignee(row))
    page, following = cut(list(found.values()), limit, lambda item: item[1])
    return [order for order, _ in page], following


def shaped(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the wire has it, but for its assignees: a work order has a row for each."""
    return {
        "id": row["id"],
        "key": f"WO-{row['number']}",
        "title": row["title"],
        "status": row["status"],
        "phase": {"id": row["phase_id"], "name": row["phase_name"]} if row["phase_id"] else None,
        "feature": {"id": row["feature_id"], "name": row["feature_name"]} if row["feature_id"] else None,
        "assignees": [],
        "deliverableType": row["deliverable_type"],
        "sortOrder": row["sort_order"],
        "createdAt": row["created_at"],
        "updatedAt": row["updated_at"],
    }


def assignee(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row's assignee as the wire has them."""
    return {"id": row["assignee_id"], "name": row["assignee_name"], "avatarUrl": row["assignee_avatar"]}
