"""Feedback that says the same: a duplicate gives its votes to its original, and gets them back when it is split off.

Duplicates form trees: `merged_into_id` is what a row was called a duplicate of, `duplicate_of_id` the root above it,
which has all votes. So a row that is split off takes along those that came with it.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from uuid import UUID

from openfactory.blueprints.validator.errors import DuplicateCycle
from openfactory.blueprints.validator.events import FeedbackMerged, FeedbackSplit
from openfactory.blueprints.validator.models import Feedback
from openfactory.blueprints.validator.service.tallies import Changes
from openfactory.blueprints.validator.statuses import Source
from openfactory.blueprints.validator.triage.priorities import priority
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import Transaction
from openfactory.core.db.turns import take_turns

# A row and all that came with it.
_TREE = (
    "WITH RECURSIVE tree(id) AS (SELECT id FROM validator_feedback WHERE id = :id AND project_id = :project_id "
    "UNION SELECT f.id FROM validator_feedback f JOIN tree t ON f.merged_into_id = t.id) "
)
_COUNT = Query("validator.count_tree", f"{_TREE}SELECT COUNT(*) AS amount FROM tree")
_MOVE = Query(
    "validator.move_tree",
    f"{_TREE}UPDATE validator_feedback SET duplicate_of_id = :root "
    "WHERE project_id = :project_id AND id <> :id AND id IN (SELECT id FROM tree)",
)
_FIRST_CHILD = Query(
    "validator.first_duplicate",
    "SELECT id FROM validator_feedback WHERE project_id = :project_id AND merged_into_id = :id ORDER BY id LIMIT 1",
)
_ADOPT = Query(
    "validator.adopt_duplicates",
    "UPDATE validator_feedback SET merged_into_id = :parent "
    "WHERE project_id = :project_id AND merged_into_id = :id AND id <> :parent",
)
# Not by the row's save: votes of others are no new version of it, and `If-Match` goes on fitting.
_VOTE = Query(
    "validator.vote",
    "UPDATE validator_feedback SET votes = :votes, priority = :priority, duplicate_of_id = :duplicate_of_id, "
    "merged_into_id = :merged_into_id, alerted_at = :alerted_at WHERE project_id = :project_id AND id = :id",
)


async def take_turn(access: Access) -> None:
    """Let whoever changes more than one row of the project's feedback queue here until the commit."""
    await take_turns(f"validator.feedback:{access.project}")


@dataclass
class Tree:
    """Rows of one transaction whose votes move; `save` writes them, once each."""

    tx: Transaction
    changes: Changes
    touched: dict[UUID, Feedback] = field(default_factory=dict)

    async def row(self, row_id: UUID) -> Feedback:
        """A row of the project, locked, or 404. Call `take_turn` before."""
        if row_id not in self.touched:
            self.hold(await Feedback.require(self.tx.access, row_id, lock=True))
        return self.touched[row_id]

    def hold(self, row: Feedback) -> None:
        """Take up a row that is locked already, as it counts now."""
        if row.id not in self.touched:
            self.touched[row.id] = row
            self.changes.minus(row)

    async def merge(self, row: Feedback, into_id: UUID) -> Feedback:
        """Make a row, and what came with it, duplicates of another one's original, which is given."""
        into = await self.row(into_id)
        root = into if into.duplicate_of_id is None else await self.row(into.duplicate_of_id)
        if row.id in (into.id, root.id) or await self._is_below(into, row):
            raise DuplicateCycle
        if row.duplicate_of_id is not None:
            await self.split(row)
        moved, row.votes = row.votes, 0
        row.merged_into_id, row.duplicate_of_id = into.id, root.id
        await _MOVE.run(project_id=self.tx.access.project, id=row.id, root=root.id)
        for other in self.touched.values():
            if other.duplicate_of_id == row.id:
                other.duplicate_of_id = root.id
        self._vote(root, moved)
        self.tx.emit(FeedbackMerged(feedback_id=row.id, original_id=root.id, votes=root.votes))
        return root

    async def split(self, row: Feedback) -> None:
        """Let a duplicate stand by itself again, with its own vote and those of what came with it."""
        assert row.duplicate_of_id is not None
        root = await self.row(row.duplicate_of_id)
        counted = await _COUNT.one(project_id=self.tx.access.project, id=row.id)
        assert counted is not None
        await _MOVE.run(project_id=self.tx.access.project, id=row.id, root=row.id)
        row.merged_into_id = row.duplicate_of_id = None
        self._vote(root, -counted["amount"])
        self._vote(row, counted["amount"])
        self.tx.emit(FeedbackSplit(feedback_id=row.id, original_id=root.id, votes=root.votes))

    async def leave(self, row: Feedback) -> None:
        """Mend the tree around a row that is going to be deleted: its first duplicate becomes what it was."""
        project_id = self.tx.access.project
        if row.duplicate_of_id is not None:
            root = await self.row(row.duplicate_of_id)
            await _ADOPT.run(project_id=project_id, id=row.id, parent=row.merged_into_id)
            self._vote(root, -1)
            return
        first = await _FIRST_CHILD.one(project_id=project_id, id=row.id)
        if first is not None:
            heir = await self.row(UUID(str(first["id"])))
            await _MOVE.run(project_id=project_id, id=row.id, root=heir.id)
            await _ADOPT.run(project_id=project_id, id=row.id, parent=heir.id)
            heir.merged_into_id = heir.duplicate_of_id = None
            self._vote(heir, row.votes - 1)

    async def save(self, *, but: Container[UUID]) -> None:
        """Write what was held, except rows that the caller writes or deletes."""
        others = [row for row in self.touched.values() if row.id not in but]
        for row in others:
            self.changes.plus(row)
        await _VOTE.run_many(
            [
                {
                    "project_id": self.tx.access.project,
                    "id": row.id,
                    "votes": row.votes,
                    "priority": row.priority,
                    "duplicate_of_id": row.duplicate_of_id,
                    "merged_into_id": row.merged_into_id,
                    "alerted_at": row.alerted_at,
                }
                for row in others
            ]
        )

    async def _is_below(self, row: Feedback, above: Feedback) -> bool:
        """Whether a row came with another one, which then stands above it. Both have one root, or it is not."""
        if row.duplicate_of_id != (above.duplicate_of_id or above.id):
            return False
        parent = row.merged_into_id
        while parent is not None and parent != above.id:
            parent = (await self.row(parent)).merged_into_id
        return parent == above.id

    def _vote(self, row: Feedback, by: int) -> None:
        row.votes += by
        if row.severity >= 0 and row.priority_by is not Source.MEMBER:
            row.priority = priority(row.severity, row.votes)
