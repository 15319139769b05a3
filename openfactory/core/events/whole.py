"""The whole log, or one stream of it, as it grows: for whoever runs the server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.events.log import read

PAGE = 200

_STREAMS = Query("events.streams", "SELECT id, last_seq FROM core_event_streams")
_ONE = Query("events.stream", "SELECT id, last_seq FROM core_event_streams WHERE id = :stream_id")
_NEWEST = Query("events.newest", "SELECT id, stream_id, seq FROM core_events ORDER BY id DESC LIMIT :most")
_NEWEST_OF_ONE = Query(
    "events.newest_of_stream",
    "SELECT id, stream_id, seq FROM core_events WHERE stream_id = :stream_id ORDER BY seq DESC LIMIT :most",
)


async def grow(
    wait: Callable[[], Awaitable[None]], *, stream_id: UUID | None = None, last: int = 0
) -> AsyncIterator[dict[str, Any]]:
    """Events as they come, each stream's in its order, after the `last` so many that are there already.

    Looks whenever `wait` returns.
    """
    cursors = await _cursors(stream_id)
    newest = _NEWEST.rows(most=last) if stream_id is None else _NEWEST_OF_ONE.rows(stream_id=stream_id, most=last)
    for row in await newest if last else ():
        cursors[as_uuid(row["stream_id"])] = min(cursors.get(as_uuid(row["stream_id"]), 0), row["seq"] - 1)
    while True:
        found = [event async for event in _new(cursors, stream_id)]
        for event in sorted(found, key=lambda event: str(event["id"])):  # UUIDv7: by time
            yield event
        if not found:
            await wait()


async def _new(cursors: dict[UUID | None, int], stream_id: UUID | None) -> AsyncIterator[dict[str, Any]]:
    for stream, last in (await _cursors(stream_id)).items():
        if stream is None or last <= cursors.get(stream, 0):
            continue
        for event in await read(stream, after=cursors.get(stream, 0), most=PAGE):
            cursors[stream] = event["seq"]
            yield event


async def _cursors(stream_id: UUID | None) -> dict[UUID | None, int]:
    rows = await (_STREAMS.rows() if stream_id is None else _ONE.rows(stream_id=stream_id))
    return {as_uuid(row["id"]): row["last_seq"] for row in rows}
