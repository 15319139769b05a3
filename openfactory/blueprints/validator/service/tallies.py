"""How much feedback there is of what, counted in the transaction that changes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC

from openfactory.blueprints.validator.models import UNSCORED, Feedback
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.ids import uuid7

Kind = tuple[str, str, str]  # day, status, category

_ADD = Query(
    "validator.tally",
    "INSERT INTO validator_tallies (id, project_id, day, status, category, amount, scored, score) "
    "VALUES (:id, :project_id, :day, :status, :category, :amount, :scored, :score) "
    "ON CONFLICT (project_id, day, status, category) DO UPDATE SET "
    "amount = validator_tallies.amount + excluded.amount, scored = validator_tallies.scored + excluded.scored, "
    "score = validator_tallies.score + excluded.score",
)
_ADD_TAG = Query(
    "validator.tally_tag",
    "INSERT INTO validator_tag_tallies (id, project_id, day, tag, amount) "
    "VALUES (:id, :project_id, :day, :tag, :amount) "
    "ON CONFLICT (project_id, day, tag) DO UPDATE SET amount = validator_tag_tallies.amount + excluded.amount",
)


def day_of(row: Feedback) -> str:
    """The day in UTC on which it was sent."""
    return row.created_at.astimezone(UTC).date().isoformat()


@dataclass
class Changes:
    """What counts differently after a change: `minus` the rows as they were, `plus` them as they are."""

    amounts: Counter[Kind] = field(default_factory=Counter)
    scored: Counter[Kind] = field(default_factory=Counter)
    scores: Counter[Kind] = field(default_factory=Counter)
    tags: Counter[tuple[str, str]] = field(default_factory=Counter)

    def minus(self, row: Feedback) -> None:
        """Count a row no more as it is now."""
        self._count(row, -1)

    def plus(self, row: Feedback) -> None:
        """Count a row as it is now."""
        self._count(row, 1)

    def _count(self, row: Feedback, by: int) -> None:
        kind = day_of(row), str(row.status), str(row.category or "")
        self.amounts[kind] += by
        if row.priority != UNSCORED:
            self.scored[kind] += by
            self.scores[kind] += by * row.priority
        for tag in row.tags:
            self.tags[kind[0], tag] += by


async def tally(access: Access, changes: Changes) -> None:
    """Write what has changed. It locks what it changes, in one order for all, so call it late."""
    kinds = sorted({*_changed(changes.amounts), *_changed(changes.scored), *_changed(changes.scores)})
    await _ADD.run_many(
        [
            {
                "id": uuid7(),
                "project_id": access.project,
                "day": day,
                "status": status,
                "category": category,
                "amount": changes.amounts[day, status, category],
                "scored": changes.scored[day, status, category],
                "score": changes.scores[day, status, category],
            }
            for day, status, category in kinds
        ]
    )
    await _ADD_TAG.run_many(
        [
            {"id": uuid7(), "project_id": access.project, "day": day, "tag": tag, "amount": changes.tags[day, tag]}
            for day, tag in sorted(_changed(changes.tags))
        ]
    )


def _changed(counter: Counter) -> Iterable:
    return [key for key, by in counter.items() if by]
