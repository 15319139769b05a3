"""The event log as users read it: each event with its actor as they are now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from openfactory.core.db.queries import Query, as_id
from openfactory.core.events.entry import Entry

ACTOR = "e.actor_id, COALESCE(u.name, e.actor_name) AS actor_name, u.avatar_url, e.actor_kind"
EVENT = (
    'e.id, e.seq, e.name, e.entity_type AS "entityType", e.entity_id AS "entityId", '
    f'e.data, e.changes, {ACTOR}, @time(e.occurred_at) AS "createdAt"'
)
_READ = Query(
    "accounts.read_log",
    f"SELECT {EVENT} FROM core_events e LEFT JOIN accounts_users u ON u.id = e.actor_id "
    "WHERE e.stream_id = :stream_id AND e.seq > :after ORDER BY e.seq LIMIT :most",
)


async def read_entries(stream_id: UUID, after: int, most: int) -> list[Entry]:
    """Events of a stream behind a cursor, in order."""
    rows = await _READ.rows(stream_id=stream_id, after=after, most=most)
    return [_entry(finished(row)) for row in rows]


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(row["seq"], row["name"], row["entityType"], as_id(row["entityId"]), msgspec.json.encode(row))


def finished(row: dict[str, Any]) -> dict[str, Any]:
    """A row with an actor's columns in the wire's shape."""
    row["actor"] = {
        "id": row.pop("actor_id"),
        "name": row.pop("actor_name"),
        "avatarUrl": row.pop("avatar_url"),
        "type": row.pop("actor_kind"),
    }
    for column in ("changes", "data"):
        if row.get(column):
            row[column] = msgspec.Raw(row[column].encode())
    return row
