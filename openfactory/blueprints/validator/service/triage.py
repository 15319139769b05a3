"""Triage: a batch is read and judged outside of any transaction, then written in one, where nobody has been faster."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from tortoise.connection import get_connection

from openfactory.blueprints.validator.errors import DuplicateCycle
from openfactory.blueprints.validator.events import FeedbackTriaged
from openfactory.blueprints.validator.models import Band, Feedback
from openfactory.blueprints.validator.service.alerts import alert, threshold
from openfactory.blueprints.validator.service.duplicates import Tree, take_turn
from openfactory.blueprints.validator.service.finding import Fresh, Like, find_original
from openfactory.blueprints.validator.service.learning import taught
from openfactory.blueprints.validator.service.tallies import Changes, tally
from openfactory.blueprints.validator.service.texts import headline, text_of
from openfactory.blueprints.validator.statuses import Source, Status
from openfactory.blueprints.validator.triage.categories import Judgement, categorise
from openfactory.blueprints.validator.triage.likeness import buckets, signs
from openfactory.blueprints.validator.triage.priorities import Severity, priority, severity
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import Transaction
from openfactory.core.errors import NotFound
from openfactory.shared.search import service as search

BATCH = 40  # so that a transaction is short: on SQLite nobody else writes meanwhile

_WAITING = Query(
    "validator.waiting",
    "SELECT 1 AS waiting FROM validator_feedback WHERE project_id = :project_id AND triaged_at IS NULL LIMIT 1",
)
_WRITE = Query(
    "validator.write_triage",
    "UPDATE validator_feedback SET category = :category, category_by = :category_by, status = :status, "
    "status_by = :status_by, priority = :priority, priority_by = :priority_by, severity = :severity, votes = :votes, "
    "duplicate_of_id = :duplicate_of_id, merged_into_id = :merged_into_id, explanation = :explanation, "
    "triaged_at = :now, alerted_at = :alerted_at, updated_at = :now, version = version + 1 "
    "WHERE project_id = :project_id AND id = :id",
)
_FIELDS = (
    *("id", "category", "category_by", "status", "status_by", "priority", "priority_by", "severity", "votes"),
    *("duplicate_of_id", "merged_into_id", "alerted_at"),
)


@dataclass(frozen=True)
class Judged:
    """What the triage thinks of a text, and how it is found by others."""

    feedback_id: UUID
    judgement: Judgement
    buckets: tuple[int, ...]
    signs: frozenset[str]
    like: Like | None


@dataclass
class Writing:
    """A batch that is being written."""

    tree: Tree
    least: float | None
    """The score from which on there is an alert."""
    fresh: Fresh = field(default_factory=Fresh)
    bands: list[Band] = field(default_factory=list)


async def is_anything_waiting(access: Access) -> bool:
    """Whether the project has feedback that was not looked at yet."""
    return await _WAITING.one(project_id=access.project) is not None


async def judge_batch(access: Access) -> list[Judged]:
    """Judge the oldest of what waits. Nothing is written."""
    rows = await Feedback.visible_to(access).filter(triaged_at=None).order_by("id").limit(BATCH)
    if not rows:
        return []
    known = await taught(access, [text_of(row) for row in rows], get_connection("default").capabilities.dialect)
    judged = []
    for row in rows:
        text = text_of(row)
        own = signs(text)
        keys = buckets(own)
        # Each waits for the database: the worker renews its leases meanwhile, and serves other jobs.
        like = await find_original(access, keys, own)
        judged.append(Judged(row.id, categorise(text, known), tuple(keys), own, like))
        await asyncio.sleep(0)
    return judged


async def write_batch(tx: Transaction, judged: Sequence[Judged]) -> None:
    """Write what was thought, except where a member has decided, or somebody has erased the feedback meanwhile."""
    await take_turn(tx.access)
    ids = [item.feedback_id for item in judged]
    waiting = Feedback.visible_to(tx.access).filter(id__in=ids, triaged_at=None).order_by("id")
    rows = {row.id: row for row in await waiting.select_for_update()}
    writing = Writing(Tree(tx, Changes()), await threshold(tx.access))
    for row in rows.values():
        writing.tree.hold(row)
    for item in judged:
        if item.feedback_id in rows:
            await _decide(writing, rows[item.feedback_id], item)
    for row in writing.tree.touched.values():  # with the originals that new votes have raised
        await alert(tx.access, row, writing.least)
    await _save(writing, rows)


async def _decide(writing: Writing, row: Feedback, item: Judged) -> None:
    """Fill in what nobody has decided, and merge it into what it is like."""
    access = writing.tree.tx.access
    if row.category_by is None:
        row.category, row.category_by = item.judgement.category, Source.TRIAGE
    found = severity(text_of(row), row.category or item.judgement.category)
    row.severity = found.value
    like = await _merge(writing, row, item)
    if row.priority_by is None:
        row.priority_by = Source.TRIAGE
        row.priority = priority(row.severity, row.votes)
    if row.status is Status.NEW and row.status_by is None:
        row.status, row.status_by = Status.TRIAGED, Source.TRIAGE
    row.explanation = _explained(item.judgement, found, like)
    await search.put(access, "feedback", row.id, headline(row), row.description)
    writing.tree.tx.emit(
        FeedbackTriaged(
            feedback_id=row.id,
            status=row.status,
            category=row.category or item.judgement.category,
            priority_score=row.priority_score or 0.0,
            duplicate_of=row.duplicate_of_id,
        )
    )


async def _merge(writing: Writing, row: Feedback, item: Judged) -> Like | None:
    """What it was made a duplicate of; None for an original, which later ones are found like."""
    if row.duplicate_of_id is not None:  # a member has said of what
        return None
    like = writing.fresh.find(item.buckets, item.signs) or item.like
    if like is not None:
        try:
            await writing.tree.merge(row, like.feedback_id)
        except (NotFound, DuplicateCycle):  # erased, or made a duplicate of this one meanwhile
            like = None
    if like is None:
        writing.fresh.add(row.id, item.buckets, item.signs)
        writing.bands += [Band(project_id=row.project_id, bucket=bucket, feedback_id=row.id) for bucket in item.buckets]
    return like


async def _save(writing: Writing, rows: dict[UUID, Feedback]) -> None:
    tree, now = writing.tree, clock.now()
    for row in rows.values():
        tree.changes.plus(row)
    await _WRITE.run_many(
        [
            {
                **{name: getattr(row, name) for name in _FIELDS},
                "project_id": row.project_id,
                "explanation": msgspec.json.encode(row.explanation).decode(),
                "now": now,
            }
            for row in rows.values()
        ]
    )
    if writing.bands:
        await Band.bulk_create(writing.bands)
    await tree.save(but=rows)
    await tally(tree.tx.access, tree.changes)


def _explained(judgement: Judgement, found: Severity, like: Like | None) -> dict[str, Any]:
    """Why: the words of the text itself, so they are untrusted too."""
    return {
        "category": {
            "found": judgement.category,
            "words": list(judgement.words),
            "learnedFromProject": judgement.learned,
        },
        "priority": {"severity": found.value / 1000, "words": list(found.words)},
        "duplicate": {"of": like.feedback_id, "likeness": like.likeness} if like else None,
    }
