"""Writing and reading the log.

Order: a stream's row is locked from the moment its numbers are drawn to the commit, so numbers are
without gaps and in commit order. Events are written last in a transaction, which keeps that lock short.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from openfactory.core.db.queries import Query
from openfactory.core.events.event import Recorded

_DRAW = Query(
    "events.draw",
    "INSERT INTO core_event_streams (id, last_seq) VALUES (:stream_id, :count) "
    "ON CONFLICT (id) DO UPDATE SET last_seq = core_event_streams.last_seq + excluded.last_seq "
    "RETURNING last_seq",
)
_STORED = (
    "id, stream_id, seq, name, organization_id, project_id, entity_type, entity_id, actor_kind, actor_id, "
    "actor_name, credential_id, request_id, operation_id, address, data, changes, occurred_at"
)
_INSERT = Query(
    "events.insert",
    f"INSERT INTO core_events ({_STORED}) VALUES ({', '.join(':' + name for name in _STORED.split(', '))})",
)
_READ = Query(
    "events.read",
    f"SELECT {_STORED} FROM core_events WHERE stream_id = :stream_id AND seq > :after ORDER BY seq LIMIT :most",
)


async def append(recorded: Sequence[Recorded]) -> dict[UUID, int]:
    """Write events within the open transaction: one statement a stream, one an event. Each stream's last number."""
    by_stream: defaultdict[UUID, list[Recorded]] = defaultdict(list)
    for item in recorded:
        by_stream[item.stream_id].append(item)
    last: dict[UUID, int] = {}
    for stream_id in sorted(by_stream):  # always in one order: two transactions must not wait for each other
        items = by_stream[stream_id]
        row = await _DRAW.one(stream_id=stream_id, count=len(items))
        assert row is not None
        last[stream_id] = row["last_seq"]
        for seq, item in enumerate(items, row["last_seq"] - len(items) + 1):
            await _INSERT.run(**_stored(item, seq))
    return last


def _stored(item: Recorded, seq: int) -> dict[str, Any]:
    caller, origin, event = item.access.caller, item.access.origin, item.event
    return {
        "id": item.id,
        "stream_id": item.stream_id,
        "seq": seq,
        "name": event.name,
        "organization_id": item.organization_id,
        "project_id": item.project_id,
        "entity_type": event.entity_type,
        "entity_id": event.entity_id,
        "actor_kind": caller.actor_kind,
        "actor_id": caller.user_id,
        "actor_name": caller.name[:200],
        "credential_id": caller.credential_id,
        "request_id": origin.request_id,
        "operation_id": origin.operation_id,
        "address": origin.address,
        "data": msgspec.json.encode(event.data()).decode(),
        "changes": msgspec.json.encode(event.changes).decode() if event.changes else None,
        "occurred_at": item.occurred_at,
    }


async def read(stream_id: UUID, *, after: int = 0, most: int = 500) -> list[dict[str, Any]]:
    """Events of a stream past a cursor, oldest first."""
    return await _READ.rows(stream_id=stream_id, after=after, most=most)
