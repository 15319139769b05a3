"""The project's log over HTTP."""

from __future__ import annotations

from typing import Any

import msgspec

from openfactory.blueprints.projects.schemas.activity import (
    ActivityList,
    ActivityQuery,
    EventList,
    EventQuery,
)
from openfactory.blueprints.projects.service import activity
from openfactory.core.access import Access
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.event_stream import wants_events
from openfactory.core.http.request import ApiRequest
from openfactory.core.http.routes import Routes

routes = Routes("/<project_id:uuid>")


@routes.get("/activity")
@endpoint(needs="projects.read", query=ActivityQuery, reply=ActivityList, trusted=True)
async def list_activity(access: Access, query: ActivityQuery) -> bytes:
    """List what was done in the project, or to one thing in it, the newest first."""
    rows, following = await activity.list_activity(access, query)
    return msgspec.json.encode({"activities": rows, "nextCursor": following})


@routes.get("/events")
@endpoint(needs="projects.read", query=EventQuery, reply=EventList, trusted=True, vary=("accept",))
async def list_events(access: Access, query: EventQuery, request: ApiRequest, context: Context) -> Any:
    """Give the ordered log behind a cursor: poll with the last answer's `cursor` as `after`.

    With `Accept: text/event-stream` the answer goes on: each event as a server-sent one, its `id` the cursor.
    """
    if wants_events(request):
        after = query.after if "after" in query.model_fields_set else None
        names = query.types.split(",") if query.types else None
        picks = None if names is None else lambda entry: entry.name in names
        return await context.events.answer(request, access, f"project:{access.project}", after=after, picks=picks)
    events, cursor = await activity.list_events(access, query)
    return msgspec.json.encode({"events": events, "cursor": cursor})
