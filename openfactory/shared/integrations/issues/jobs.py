"""Finding out what came of calls whose outcome is in doubt: the caller may have died."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from openfactory.core import clock
from openfactory.core.errors import NotFound
from openfactory.core.jobs import Job, Retry, job
from openfactory.shared.integrations.issues import states
from openfactory.shared.integrations.issues.looking import look
from openfactory.shared.integrations.issues.trackers import find_tracker
from openfactory.shared.integrations.models import IssueRecord
from openfactory.shared.integrations.resources import resources
from openfactory.shared.integrations.service import open_settings


# It looks, and makes nothing: nobody waits for an issue that they were told was not made.
@job("integrations.resolve_issue", retry=Retry(attempts=8, first=30, factor=4, longest=4 * 3600), timeout=120)
async def resolve_issue(job: Job, record_id: UUID) -> None:
    """Look for an issue that a call may have made, and write it down."""
    row = await IssueRecord.visible_to(job.access).filter(id=record_id).first()
    if row is None or row.url is not None or row.doubt_until is None:
        return
    if row.is_held:
        assert row.lease_until is not None
        await _later(job, record_id, row.lease_until)
        return
    opened, tracker = resources(job.context), find_tracker(row.integration)
    if tracker is None:
        return
    try:
        settings = await open_settings(job.access, row.integration, opened=opened)
    except NotFound:
        return  # disconnected: whoever connects it and asks again looks first
    found = await look(tracker, settings, opened, row)
    if found is not None:
        async with job.finish() as tx:
            await states.record(tx, record_id, found)
    elif row.doubt_until > clock.now():
        await _later(job, record_id, row.doubt_until)


async def _later(job: Job, record_id: UUID, at: datetime) -> None:
    async with job.finish() as tx:
        await tx.enqueue(resolve_issue(record_id), at=at)


ALL = (resolve_issue,)
