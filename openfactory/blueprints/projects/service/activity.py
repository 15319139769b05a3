"""Reading the project's log: backwards as a feed, forwards as events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from openfactory.blueprints.projects.schemas.activity import ActivityQuery, EventQuery
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.errors import NotFound
from openfactory.core.http.pages import cut, read_cursor
from openfactory.shared.accounts.log import ACTOR, EVENT, finished

LAST = 2**63 - 1
Seq = Annotated[int, msgspec.Meta(ge=0, le=LAST)]  # a made-up cursor must not reach the database as a larger one

_BY_TYPE, _BY_ID = "AND e.entity_type = :entity_type ", "AND e.entity_id = :entity_id "


def _activity(name: str, condition: str) -> Query:
    return Query(
        f"projects.activity{name}",
        f'SELECT e.id, e.seq, e.entity_type AS "entityType", e.entity_id AS "entityId", e.name, e.changes, '
        f'{ACTOR}, @time(e.occurred_at) AS "createdAt" '
        "FROM core_events e LEFT JOIN accounts_users u ON u.id = e.actor_id "
        f"WHERE e.stream_id = :project_id AND e.seq < :before {condition}ORDER BY e.seq DESC LIMIT :most",
    )


# One text for each set of filters: with `:x IS NULL OR …` no index of an entity's events would be used.
_ACTIVITY = {
    (False, False): _activity("", ""),
    (True, False): _activity("_of_type", _BY_TYPE),
    (False, True): _activity("_of_id", _BY_ID),
    (True, True): _activity("_of_entity", _BY_TYPE + _BY_ID),
}
# The stream's row comes along even where no event fits, so that the cursor can pass what was filtered out.
_EVENTS = Query(
    "projects.events",
    f"SELECT s.last_seq, {EVENT} FROM core_event_streams s "
    "LEFT JOIN core_events e ON e.stream_id = s.id AND e.seq > :after "
    "AND (CAST(:types AS TEXT) = '' OR REPLACE(:types, ',' || e.name || ',', '') <> :types) "
    "LEFT JOIN accounts_users u ON u.id = e.actor_id "
    "WHERE s.id = :project_id ORDER BY e.seq LIMIT :most",
)


async def list_activity(access: Access, query: ActivityQuery) -> tuple[Sequence[dict[str, Any]], str | None]:
    """What was done, the newest first. An entity that was never heard of here is answered with 404."""
    (before,) = read_cursor(query.cursor, tuple[Seq]) or (LAST,)
    filters = {"entity_type": query.entity_type, "entity_id": query.entity_id}
    statement = _ACTIVITY[query.entity_type is not None, query.entity_id is not None]
    rows = await statement.rows(project_id=access.project, before=before, most=query.limit + 1, **filters)
    if not rows and query.entity_id is not None and query.cursor is None:
        raise NotFound
    page, following = cut(rows, query.limit, lambda row: (row["seq"],))
    return [_entry(row) for row in page], following


async def list_events(access: Access, query: EventQuery) -> tuple[list[dict[str, Any]], int]:
    """Events behind a cursor in their order, and the next cursor."""
    types = f",{query.types}," if query.types else ""
    rows = await _EVENTS.rows(project_id=access.project, after=query.after, types=types, most=query.limit)
    last: int = rows[0]["last_seq"] if rows else query.after
    events = [row for row in rows if row["id"] is not None]
    if len(events) == query.limit:
        last = events[-1]["seq"]
    for row in events:
        del row["last_seq"]
    return [finished(row) for row in events], last


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    """An event as a line of the feed."""
    del row["seq"]
    row["action"] = row.pop("name").split(".")[2]
    return finished(row)
