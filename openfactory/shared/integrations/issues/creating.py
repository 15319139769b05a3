"""Making an issue exactly once.

Neither GitHub nor Jira takes an idempotency key. So each call is written down before it is made (`states`), the issue
carries a mark, and after a call whose outcome is unknown nobody calls again before it is certain that there is no
issue with this mark: it was looked for, and `issue_settle_seconds` have passed in which it could still have appeared.
What remains impossible to exclude is in docs/decisions/0015-issues-once.md.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.transactions import in_progress, transaction
from openfactory.core.errors import Invalid, NotFound
from openfactory.shared.archiving import require_open
from openfactory.shared.integrations.errors import (
    IssueBeingCreated,
    NotConnected,
    OutcomeUnknown,
    ServiceFailed,
    ServiceRefused,
)
from openfactory.shared.integrations.issues import states
from openfactory.shared.integrations.issues.draft import Draft, Issue
from openfactory.shared.integrations.issues.jobs import resolve_issue
from openfactory.shared.integrations.issues.looking import look
from openfactory.shared.integrations.issues.trackers import Tracker, find_tracker, tracker_kinds
from openfactory.shared.integrations.models import IssueRecord
from openfactory.shared.integrations.resources import Resources
from openfactory.shared.integrations.service import open_settings

LOOK_AGAIN: Final = 0.2  # seconds between two looks at what another caller does


async def create_issue(
    access: Access, integration: str, subject_kind: str, subject_id: UUID, draft: Draft, *, opened: Resources
) -> Issue:
    """The subject's one issue at the service: made now, or before. The caller has found the subject.

    Call it outside of transactions, and from a route that `calls_out`. Two callers at once get the same issue.

    NotConnected: the project has no such integration. ServiceRefused, ServiceFailed: no issue was made, and the
    next call tries again. OutcomeUnknown: one may have been made; a job finds it, and so does the next call, which
    makes one only when it is certain that there is none. IssueBeingCreated: another caller has not ended yet.
    """
    require_open(access)
    if in_progress():
        raise RuntimeError("create_issue waits for another server: call it outside of transactions")
    tracker = find_tracker(integration)
    if tracker is None:
        raise Invalid.at("/body/integration", f"issues are made by {', '.join(tracker_kinds())}", code="unknown_kind")
    held = await _turn(access, integration, subject_kind, subject_id, opened)
    if isinstance(held, Issue):
        return held
    return await _Attempt(access, tracker, opened).make(held, draft)


async def _turn(
    access: Access, integration: str, subject_kind: str, subject_id: UUID, opened: Resources
) -> IssueRecord | Issue:
    """Wait until it is our turn, or somebody else has made the issue."""
    loop = asyncio.get_running_loop()
    until = loop.time() + opened.issue_call_seconds
    while True:
        row = await states.read(access, integration, subject_kind, subject_id)
        if row is not None and row.url is not None:
            return states.made(row)
        if row is None or not row.is_held:
            held = await states.claim(access, integration, subject_kind, subject_id, lease=opened.issue_lease)
            if held is not None:
                return held
        if loop.time() > until:
            raise IssueBeingCreated
        await asyncio.sleep(LOOK_AGAIN)


class _Attempt:
    """What the holder does."""

    def __init__(self, access: Access, tracker: Tracker[Any], opened: Resources) -> None:
        self._access, self._tracker, self._opened = access, tracker, opened

    async def make(self, held: IssueRecord, draft: Draft) -> Issue:
        """Find what an earlier call has made, or make it."""
        try:
            settings = await self._settings(held.integration)
            if held.doubt_until is not None and (found := await self._earlier(held, settings)) is not None:
                return await self._record(held, found)
            floor = await self._tracker.floor(settings, self._opened)
        except (NotConnected, ServiceFailed, ServiceRefused):
            await states.release(self._access, held, held.doubt_until)
            raise
        armed = await self._arm(held, settings, floor)
        try:
            issue = await self._tracker.create(settings, self._opened, draft, armed.mark)
        except OutcomeUnknown as unknown:
            issue = await self._recovered(armed, settings, unknown)
        except (ServiceFailed, ServiceRefused):
            await states.free(self._access, armed)
            raise
        return await self._record(armed, issue)

    async def _settings(self, integration: str) -> Any:
        try:
            return await open_settings(self._access, integration, opened=self._opened)
        except NotFound:
            raise NotConnected(f"the project is not connected to {integration}: an admin can do it") from None

    async def _earlier(self, held: IssueRecord, settings: Any) -> Issue | None:
        """What an earlier call has made; None when it is certain that it has made nothing."""
        assert held.doubt_until is not None
        try:
            found = await look(self._tracker, settings, self._opened, held)
        except (ServiceFailed, ServiceRefused) as error:
            raise OutcomeUnknown(f"an earlier call may have made one, and looking for it failed: {error}") from None
        left = (held.doubt_until - clock.now()).total_seconds()
        if found is None and left > 0:
            raise OutcomeUnknown("an earlier call may still bring forth an issue", retry_after=int(left) + 1)
        return found

    async def _arm(self, held: IssueRecord, settings: Any, floor: int | None) -> IssueRecord:
        lease = self._opened.issue_lease
        async with transaction(self._access) as tx:
            place = self._tracker.place(settings)
            doubt = timedelta(seconds=self._opened.issue_call_seconds) + self._opened.issue_settle
            armed = await states.arm(tx, held, place=place, floor=floor, lease=lease, doubt=doubt)
            if armed is not None:
                await tx.enqueue(resolve_issue(armed.id), at=armed.lease_until)
        # A process can be stopped between any two lines; after the lease the call is somebody else's.
        if armed is None or not armed.is_held:
            raise IssueBeingCreated
        return armed

    async def _recovered(self, armed: IssueRecord, settings: Any, unknown: OutcomeUnknown) -> Issue:
        """Look at once after an answer that was lost: mostly the issue is there."""
        try:
            found = await look(self._tracker, settings, self._opened, armed)
        except (ServiceFailed, ServiceRefused):
            found = None
        if found is None:
            until = clock.now() + self._opened.issue_settle
            await states.release(self._access, armed, until)
            seconds = int(self._opened.issue_settle.total_seconds()) + 1
            raise OutcomeUnknown(str(unknown), retry_after=seconds) from None
        return found

    async def _record(self, held: IssueRecord, issue: Issue) -> Issue:
        async with transaction(self._access) as tx:
            return await states.record(tx, held.id, issue)
