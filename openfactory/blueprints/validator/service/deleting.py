"""Erasing feedback: all that was sent, and what was learned of it."""

from __future__ import annotations

from uuid import UUID

from openfactory.blueprints.validator.events import FeedbackDeleted
from openfactory.blueprints.validator.models import Feedback
from openfactory.blueprints.validator.service.duplicates import Tree, take_turn
from openfactory.blueprints.validator.service.learning import learn
from openfactory.blueprints.validator.service.tallies import Changes, tally
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.shared.archiving import require_open
from openfactory.shared.search import service as search


async def delete_feedback(access: Access, feedback_id: UUID) -> None:
    """Erase it. Its duplicates stay; the first of them becomes the original in its place."""
    require_open(access)
    async with transaction(access) as tx:
        await take_turn(access)
        row = await Feedback.require_current(access, feedback_id)
        changes = Changes()
        tree = Tree(tx, changes)
        tree.hold(row)
        await tree.leave(row)
        await learn(access, row, None)
        await row.delete()  # details, tags and bands go with it
        await tree.save(but={row.id})
        await search.forget(access, "feedback", [row.id])
        await tally(access, changes)
        tx.emit(FeedbackDeleted(feedback_id=row.id))
