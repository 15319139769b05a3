"""What the validator does when something has happened elsewhere."""

from __future__ import annotations

from openfactory.blueprints.validator.service.issues import note_issue
from openfactory.core.access import Access
from openfactory.core.subscriptions import on
from openfactory.shared.integrations.events import IssueCreated


@on(IssueCreated)
async def keep_issue(event: IssueCreated, access: Access) -> None:
    """Keep where the issue of feedback is, also of one that a job has found after its maker had died."""
    if event.subject_kind == "feedback":
        await note_issue(access, event.subject_id, event.url)


ALL = (keep_issue,)
