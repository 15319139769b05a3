"""What a project's own labels teach: counted in rows when a member sets or confirms a category, and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from openfactory.blueprints.validator.models import Feedback
from openfactory.blueprints.validator.service.texts import text_of
from openfactory.blueprints.validator.statuses import Category
from openfactory.blueprints.validator.triage.categories import Taught
from openfactory.blueprints.validator.triage.text import stems
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.ids import uuid7

_MOST_WORDS = 50_000  # that the size of a vocabulary is counted to

_ADD_LESSON = Query(
    "validator.add_lesson",
    "INSERT INTO validator_lessons (id, project_id, category, texts, words) "
    "VALUES (:id, :project_id, :category, :texts, :words) ON CONFLICT (project_id, category) DO UPDATE SET "
    "texts = validator_lessons.texts + excluded.texts, words = validator_lessons.words + excluded.words",
)
_ADD_WORD = Query(
    "validator.add_word",
    "INSERT INTO validator_words (id, project_id, word, category, amount) "
    "VALUES (:id, :project_id, :word, :category, :amount) ON CONFLICT (project_id, word, category) DO UPDATE SET "
    "amount = validator_words.amount + excluded.amount",
)
_LESSONS = Query(
    "validator.lessons",
    "SELECT category, texts, words, (SELECT COUNT(*) FROM "
    f"(SELECT 1 FROM validator_words w WHERE w.project_id = :project_id LIMIT {_MOST_WORDS}) v) AS vocabulary "
    "FROM validator_lessons WHERE project_id = :project_id",
)
_WORDS = {
    "sqlite": "(SELECT value FROM json_each(:words))",
    "postgres": "(SELECT value FROM json_array_elements_text(CAST(:words AS JSON)))",
}
_KNOWN = {
    dialect: Query(
        f"validator.known_words_{dialect}",
        "SELECT word, category, amount FROM validator_words "
        f"WHERE project_id = :project_id AND word IN {words} AND amount > 0",
    )
    for dialect, words in _WORDS.items()
}


async def learn(access: Access, row: Feedback, category: Category | None) -> None:
    """Let a text be an example of a category, or (None) of none any more, and no longer of the one before."""
    if row.learned_as is category:
        return
    words = stems(text_of(row))
    by = sorted([(old, -1) for old in (row.learned_as,) if old] + [(new, 1) for new in (category,) if new])
    # In one order for all: two members who label at once would else wait for each other.
    await _ADD_WORD.run_many(
        [
            {"id": uuid7(), "project_id": access.project, "word": word, "category": label, "amount": amount}
            for word in sorted(words)
            for label, amount in by
        ]
    )
    await _ADD_LESSON.run_many(
        [
            {
                "id": uuid7(),
                "project_id": access.project,
                "category": label,
                "texts": amount,
                "words": amount * len(words),
            }
            for label, amount in by
        ]
    )
    row.learned_as = category


async def taught(access: Access, texts: Sequence[str], dialect: str) -> Taught:
    """What labels have taught about the words of some texts: two statements, one where nothing was taught."""
    lessons = await _LESSONS.rows(project_id=access.project)
    if not lessons:
        return Taught()
    words = sorted({word for text in texts for word in stems(text)})
    rows = await _KNOWN[dialect].rows(project_id=access.project, words=msgspec.json.encode(words).decode())
    return Taught(
        texts={Category(row["category"]): row["texts"] for row in lessons},
        words={Category(row["category"]): row["words"] for row in lessons},
        vocabulary=lessons[0]["vocabulary"],
        counts=_by_word(rows),
    )


def _by_word(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[Category, int]]:
    found: dict[str, dict[Category, int]] = defaultdict(dict)
    for row in rows:
        found[row["word"]][Category(row["category"])] = row["amount"]
    return dict(found)
