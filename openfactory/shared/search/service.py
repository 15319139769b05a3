"""Writing, removing and finding entries. `put` and `forget` belong into the transaction of the change."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_id
from openfactory.core.errors import Invalid
from openfactory.core.subjects import Trust, subject_kinds, trust_of, visible_kinds
from openfactory.shared.search.question import question
from openfactory.shared.search.snippets import Snippets
from openfactory.shared.search.statements import statements, statements_of
from openfactory.shared.search.words import counted

LONGEST_TITLE = 300  # characters
LONGEST = 100_000  # characters of a text that are kept and found; what comes later is not
LARGEST = 900_000  # bytes of an entry's words: PostgreSQL takes no tsvector of 1 MiB
MOST_RANKED = 1_000  # hits; of more the newest are ranked on SQLite, on PostgreSQL those its table gives first
MOST = 50  # hits in one answer

_TITLE_COUNTS = 4  # times as much as one place in the text
_BATCH = 500
_CLEAR = Query(
    "search.clear",
    "DELETE FROM search_entries WHERE id IN "
    "(SELECT id FROM search_entries WHERE project_id = :project_id ORDER BY id LIMIT :most)",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. `snippet` is HTML, safe in a page; `score` is 0…1, at least 0.5 where the title has it all."""

    kind: str
    entity_id: UUID
    title: str
    snippet: str
    score: float
    trust: Trust


async def put(access: Access, kind: str, entity_id: UUID, title: str, text: str = "") -> None:
    """Make a thing of the access's project findable, or findable by what it says now. One statement.

    `text` is plain text of any length, of which the first 100,000 characters are kept. `kind` is that of a
    registered subject: an entry is shown to whoever has the permission its subject needs.
    """
    run = statements()
    title, body = _clean(title)[:LONGEST_TITLE], _clean(text[:LONGEST])
    said = _within_limit(counted(title), counted(body))
    await run.put.run(
        project_id=access.project,
        kind=kind,
        entity_id=entity_id,
        title=title,
        body=body,
        words=run.dialect.kept(access.project, kind, counted(title), said),
    )


def _clean(text: str) -> str:
    """On one line, without what databases refuse: zero bytes and halves of surrogate pairs."""
    return " ".join(text.replace("\x00", " ").split()).encode("utf-8", "replace").decode()


def _within_limit(title: Counter[str], body: Counter[str]) -> Counter[str]:
    """The words of both, title first, as many as an entry can have."""
    counts: Counter[str] = Counter({word: times * _TITLE_COUNTS for word, times in title.items()})
    size = 0
    for word, times in body.items():
        size += len(word.encode()) + 20  # the project's code, the letter, place and weight, and the filling
        if size > LARGEST:
            break
        counts[word] += times
    return counts


async def forget(access: Access, kind: str, entity_ids: Iterable[UUID]) -> None:
    """Let things of the access's project be found no more. One statement; unknown ids are no error."""
    run = statements()
    await run.forget.run(project_id=access.project, kind=kind, entity_ids=run.dialect.listed(list(entity_ids)))


async def clear(access: Access) -> None:
    """Remove every entry of a project that is gone, a few at a time, since there can be very many."""
    removed = _BATCH
    while removed == _BATCH:
        removed = await _CLEAR.run(project_id=access.project, most=_BATCH)
        await asyncio.sleep(0)  # other requests' turn


async def search(
    access: Access, text: str, kinds: Collection[str] | None = None, limit: int = 20, *, pointer: str = "/query/types"
) -> list[Hit]:
    """What has all the words of `text` (its first 16), each as a prefix; by title first, then by rank.

    Only kinds that the caller may see are searched, and of these only `kinds` where given; 422 at `pointer` for
    one that nobody registered. Text without a word finds nothing. One statement.
    """
    seen = visible_kinds(access)
    wanted = seen if kinds is None else tuple(kind for kind in seen if kind in _known(kinds, pointer))
    asked = question(text)
    if not asked.terms or not wanted:
        return []
    run = statements()
    narrowed = wanted if set(wanted) < set(subject_kinds()) else ()
    rows = await run.find.rows(
        project_id=access.project,
        titles=run.dialect.sought(access.project, "t", asked, narrowed),
        words=run.dialect.sought(access.project, "w", asked, narrowed),
        kinds=run.dialect.listed(wanted),
        most=MOST_RANKED,
        limit=min(limit, MOST),
    )
    snippets = Snippets(asked)
    return [_hit(row, snippets) for row in rows]


def matching_ids(dialect: str) -> str:
    """SQL for `id, rank, entity_id` of what has the words: a table of a list's own statement that is searched too.

    Its parameters are `:project_id` and those that `matching` gives.
    """
    return statements_of(dialect).dialect.hits.format(sought=":words", when="TRUE")


def matching(access: Access, kind: str, text: str, *, most: int = 10_000) -> dict[str, Any] | None:
    """The parameters of `matching_ids` for the newest things of a kind with all words of a text; None: it has none."""
    asked = question(text)
    if not asked.terms:
        return None
    dialect = statements().dialect
    return {
        "words": dialect.sought(access.project, "w", asked, (kind,)),
        "kinds": dialect.listed((kind,)),
        "most": most,
    }


def _known(kinds: Collection[str], pointer: str) -> Collection[str]:
    known = subject_kinds()
    if not set(kinds) <= set(known):
        raise Invalid.at(pointer, f"the kinds are {', '.join(known)}", code="unknown_kind")
    return kinds


def _hit(row: Mapping[str, Any], snippets: Snippets) -> Hit:
    entity_id = as_id(row["entity_id"])
    # A rank has no upper bound, and is another on the other database: only the order is meant.
    score = (row["tier"] + row["rank"] / (1 + row["rank"])) / 2
    snippet = snippets.of(row["body"] or row["title"])
    return Hit(row["kind"], entity_id, row["title"], snippet, score, trust_of(row["kind"]))
