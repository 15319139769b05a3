"""Changing feedback: what a member says stands, whatever the triage would say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.blueprints.validator.events import FeedbackChanged
from openfactory.blueprints.validator.models import UNSCORED, Feedback
from openfactory.blueprints.validator.schemas.feedback import ChangeFeedback
from openfactory.blueprints.validator.service.alerts import alert, threshold
from openfactory.blueprints.validator.service.duplicates import Tree, take_turn
from openfactory.blueprints.validator.service.learning import learn
from openfactory.blueprints.validator.service.reading import WholeFeedback, read_feedback
from openfactory.blueprints.validator.service.tagging import replace_tags
from openfactory.blueprints.validator.service.tallies import Changes, tally
from openfactory.blueprints.validator.statuses import Source, check_step
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.events import Change
from openfactory.shared.archiving import require_open

_COLUMNS = (
    *("category", "category_by", "status", "status_by", "priority", "priority_by", "tags"),
    *("votes", "duplicate_of_id", "merged_into_id", "learned_as", "alerted_at"),
)
_CAN_ALERT = {"priority_score", "duplicate_of"}


async def change_feedback(access: Access, feedback_id: UUID, wanted: ChangeFeedback) -> WholeFeedback:
    """Change what is given, as a member's own word."""
    require_open(access)
    given = wanted.model_fields_set
    async with transaction(access) as tx:
        if "duplicate_of" in given:
            await take_turn(access)
        row = await Feedback.require_current(access, feedback_id)
        counted = Changes()
        tree = Tree(tx, counted)
        tree.hold(row)
        changes = _set_status(row, wanted) | await _set_category(access, row, wanted) | _set_score(row, wanted)
        if wanted.tags is not None and wanted.tags != row.tags:
            changes["tags"] = {"old": len(row.tags), "new": len(wanted.tags)}
            await replace_tags(row, wanted.tags)
        if "duplicate_of" in given:
            changes |= await _set_original(tree, row, wanted.duplicate_of)
        if given & _CAN_ALERT:
            least = await threshold(access)
            for touched in tree.touched.values():
                await alert(access, touched, least)
        await row.save(update_fields=_COLUMNS)
        counted.plus(row)
        await tree.save(but={row.id})
        await tally(access, counted)
        if changes:
            tx.emit(FeedbackChanged(feedback_id=row.id, status=row.status, category=row.category, changes=changes))
    return await read_feedback(access, feedback_id)


def _set_status(row: Feedback, wanted: ChangeFeedback) -> dict[str, Change]:
    if wanted.status is None:
        return {}
    old = row.status
    check_step(old, wanted.status)
    row.status, row.status_by = wanted.status, Source.MEMBER
    return _change("status", old, row.status)


async def _set_category(access: Access, row: Feedback, wanted: ChangeFeedback) -> dict[str, Change]:
    if "category" not in wanted.model_fields_set:
        return {}
    old = row.category
    row.category, row.category_by = wanted.category, Source.MEMBER
    await learn(access, row, wanted.category)
    return _change("category", old, row.category)


def _set_score(row: Feedback, wanted: ChangeFeedback) -> dict[str, Change]:
    if "priority_score" not in wanted.model_fields_set:
        return {}
    old, score = row.priority_score, wanted.priority_score
    row.priority = UNSCORED if score is None else round(score * 1000)
    row.priority_by = Source.MEMBER
    return _change("priorityScore", old, row.priority_score)


async def _set_original(tree: Tree, row: Feedback, original_id: UUID | None) -> dict[str, Change]:
    old = row.duplicate_of_id
    if original_id is not None:
        await tree.merge(row, original_id)
    elif old is not None:
        await tree.split(row)
    return _change("duplicateOf", old, row.duplicate_of_id)


def _change(name: str, old: Any, new: Any) -> dict[str, Change]:
    return {} if old == new else {name: {"old": old, "new": new}}
