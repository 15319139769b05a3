"""Taking feedback in: as few statements as it takes to store it, and a job for the rest."""

from __future__ import annotations

from openfactory.blueprints.validator.events import FeedbackCreated
from openfactory.blueprints.validator.jobs import triage
from openfactory.blueprints.validator.models import Details, Feedback
from openfactory.blueprints.validator.schemas.feedback import SendFeedback
from openfactory.blueprints.validator.service.tagging import keep_tags
from openfactory.blueprints.validator.service.tallies import Changes, tally
from openfactory.blueprints.validator.statuses import Source
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.shared.archiving import require_open


async def send_feedback(access: Access, wanted: SendFeedback) -> Feedback:
    """Store what somebody says."""
    require_open(access)
    async with transaction(access) as tx:
        row = await Feedback.create(
            project_id=access.project,
            title=wanted.title,
            description=wanted.description,
            category=wanted.category,
            category_by=Source.SENDER if wanted.category else None,
            tags=wanted.tags,
            external_user_id=wanted.external_user_id,
        )
        if wanted.browser_info or wanted.device_info or wanted.session_data:
            await Details.create(
                feedback_id=row.id,
                created_at=row.created_at,
                browser_info=wanted.browser_info,
                device_info=wanted.device_info,
                session_data=wanted.session_data,
            )
        await keep_tags(row)
        await tx.enqueue(triage())
        changes = Changes()
        changes.plus(row)
        await tally(access, changes)
        tx.emit(FeedbackCreated(feedback_id=row.id, category=row.category))
    return row
