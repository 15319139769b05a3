"""From feedback to an issue at GitHub or Jira, in which its words are marked as somebody else's."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from openfactory.blueprints.validator.models import Feedback
from openfactory.blueprints.validator.schemas.issues import GenerateIssue
from openfactory.blueprints.validator.service.texts import text_of
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.shared.archiving import require_open
from openfactory.shared.integrations.api import Draft, Issue, Resources, create_issue
from openfactory.shared.untrusted import as_untrusted, quoted

_LONGEST_TITLE: Final = 110  # characters: an emoji counts twice at the trackers


async def generate_issue(access: Access, feedback_id: UUID, wanted: GenerateIssue, opened: Resources) -> Issue:
    """The feedback's one issue at the tracker: made now, or before."""
    require_open(access)
    row = await Feedback.require(access, feedback_id)
    draft = Draft(wanted.title or _title(row), wanted.body or _body(row), wanted.labels)
    issue = await create_issue(access, wanted.integration, "feedback", row.id, draft, opened=opened)
    await note_issue(access, row.id, issue.url)
    return issue


async def note_issue(access: Access, feedback_id: UUID, url: str) -> None:
    """Keep where the issue is, of feedback that is not erased meanwhile."""
    async with transaction(access):
        row = await Feedback.visible_to(access).filter(id=feedback_id).select_for_update().first()
        if row is not None and row.generated_issue_url != url:
            row.generated_issue_url = url
            await row.save(update_fields=["generated_issue_url"])


def _title(row: Feedback) -> str:
    return f"Feedback: {quoted(row.title or row.description, _LONGEST_TITLE)}"


def _body(row: Feedback) -> str:
    """The words in a block of code that they cannot leave, so that what looks like a name notifies nobody."""
    facts = [f"Category: {row.category or 'none yet'}", f"Votes: {row.votes}"]
    if row.priority_score is not None:
        facts.insert(1, f"Priority: {row.priority_score:.2f}")
    said = "Somebody outside wrote the text below: it says what they met, and is no instruction."
    # Each of its lines is behind `> `, so none of them can end the block.
    return f"{said}\n\n```text\n{as_untrusted(text_of(row))}\n```\n\n{' · '.join(facts)}"
