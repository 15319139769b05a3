"""What is stored of an issue: who is at it, whether a call's outcome is in doubt, and at last the issue itself.

A row for each project, subject and kind of integration, with a mark of its own that never changes.

    free      nobody is at it, nothing is in doubt
    held      `holder` is at it until `lease_until`
    in doubt  `doubt_until` is set: a call may have made an issue, or may still
    made      `url` is set: for good

    free or in doubt  --claim-->  held
    held              --arm-->    held and in doubt: committed before the call, with the job that looks after it
    held              --free-->   free: the call was certainly not carried out
    held              --release-> as it was, or in doubt
    any               --record--> made: whoever has seen the issue writes it down, holder or not

Only the holder arms, so only the holder calls. A holder whose lease has ended has lost it to whoever claims next: its
`arm` fails, and a call it has begun before is what the next one finds in doubt.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.core.ids import uuid7
from openfactory.shared.integrations.events import IssueCreated
from openfactory.shared.integrations.issues.draft import Issue
from openfactory.shared.integrations.models import IssueRecord

# Two who ask at the same moment must not fail on each other.
_INSERT = Query(
    "integrations.insert_issue",
    "INSERT INTO integrations_issues (id, created_at, updated_at, version, organization_id, project_id, subject_kind, "
    "subject_id, integration, mark) VALUES (:id, :now, :now, 0, :organization_id, :project_id, :subject_kind, "
    ":subject_id, :integration, :mark) ON CONFLICT DO NOTHING",
)
_STATE = ("holder", "lease_until", "place", "floor", "called_at", "doubt_until", "url", "key")


async def read(access: Access, integration: str, subject_kind: str, subject_id: UUID) -> IssueRecord | None:
    """The row as it is now, if there is one."""
    return (
        await IssueRecord.visible_to(access)
        .filter(subject_kind=subject_kind, subject_id=subject_id, integration=integration)
        .first()
    )


async def claim(
    access: Access, integration: str, subject_kind: str, subject_id: UUID, *, lease: timedelta
) -> IssueRecord | None:
    """Become the holder; None where somebody else is, or the issue is made."""
    async with transaction(access):
        await _INSERT.run(
            id=uuid7(),
            now=clock.now(),
            organization_id=access.organization,
            project_id=access.project,
            subject_kind=subject_kind,
            subject_id=subject_id,
            integration=integration,
            mark=uuid4(),
        )
        rows = IssueRecord.visible_to(access).filter(
            subject_kind=subject_kind, subject_id=subject_id, integration=integration
        )
        row = await rows.select_for_update().get()
        if row.url is not None or row.is_held:
            return None
        row.holder, row.lease_until = uuid4(), clock.now() + lease
        await row.save(update_fields=_STATE)
    return row


async def arm(
    tx: Transaction, held: IssueRecord, *, place: str, floor: int | None, lease: timedelta, doubt: timedelta
) -> IssueRecord | None:
    """Write down that a call is about to be made; None where it must not be."""
    row = await _mine(tx.access, held)
    if row is None:
        return None
    now = clock.now()
    row.place, row.floor, row.called_at = place, floor, now
    row.lease_until, row.doubt_until = now + lease, now + doubt
    await row.save(update_fields=_STATE)
    return row


async def free(access: Access, held: IssueRecord) -> None:
    """Nothing was made, and nobody is at it any more."""
    await release(access, held, None)


async def release(access: Access, held: IssueRecord, doubt_until: datetime | None) -> None:
    """Nobody is at it any more; until then what was not found may still come to light."""
    async with transaction(access):
        if (row := await _mine(access, held)) is not None:
            row.holder = row.lease_until = None
            row.doubt_until = doubt_until
            await row.save(update_fields=_STATE)


async def _mine(access: Access, held: IssueRecord) -> IssueRecord | None:
    row = await IssueRecord.require(access, held.id, lock=True)
    return row if row.holder == held.holder and row.url is None else None


async def record(tx: Transaction, row_id: UUID, issue: Issue) -> Issue:
    """The issue is there. The first who says so is believed: all callers are told of the same one."""
    row = await IssueRecord.require(tx.access, row_id, lock=True)
    if row.url is None:
        row.url, row.key = issue.url, issue.id
        row.holder = row.lease_until = row.doubt_until = None
        await row.save(update_fields=_STATE)
        tx.emit(
            IssueCreated(
                issue_id=row.id,
                integration=row.integration,
                subject_kind=row.subject_kind,
                subject_id=row.subject_id,
                url=issue.url,
                key=issue.id,
            )
        )
    return made(row)


def made(row: IssueRecord) -> Issue:
    """The issue of a row that has one."""
    assert row.url is not None
    assert row.key is not None
    return Issue(row.url, row.key, row.integration)
