"""Looking for the issue that a call may have made."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, Final

from openfactory.core import clock
from openfactory.shared.integrations.errors import ServiceFailed, ServiceRefused
from openfactory.shared.integrations.issues.calling import origin
from openfactory.shared.integrations.issues.draft import Issue
from openfactory.shared.integrations.issues.trackers import Sought, Tracker
from openfactory.shared.integrations.models import IssueRecord
from openfactory.shared.integrations.resources import Resources

GIVEN_UP: Final = timedelta(days=1)


async def look(tracker: Tracker[Any], settings: Any, opened: Resources, row: IssueRecord) -> Issue | None:
    """The issue with the row's mark where the call was made, or None. Raises where that cannot be told.

    The project may be connected to another place since. Its token goes to no other server than its own, so what was
    made elsewhere cannot be looked for there; after a day it is not asked for any more.
    """
    assert row.place is not None
    assert row.called_at is not None
    moved = row.place != tracker.place(settings)
    sought = Sought(row.mark, row.place, row.called_at, row.floor)
    try:
        if origin(row.place) != origin(tracker.place(settings)):
            raise ServiceRefused("an earlier call to another server may have made an issue there, unseen from here")
        async with asyncio.timeout(2 * opened.issue_call_seconds):
            return await tracker.find(settings, opened, sought)
    except (ServiceFailed, ServiceRefused, TimeoutError) as error:
        if moved and row.called_at + GIVEN_UP < clock.now():
            return None
        if isinstance(error, TimeoutError):
            raise ServiceFailed("looking for what an earlier call may have made takes too long") from None
        raise
