"""Entries in SQLite: FTS5, whose index has each word under its project, so that other projects' cost nothing.

The column `words` is a list of tokens with a space before each: `k` and the kind, `t` and a word of the title, `w`
and any word, as often as it counts. Triggers put the project's code before each of them on its way into the index:
a project's words are neighbours there, and a prefix is looked up among them alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from openfactory.shared.search.dialect import Dialect, code
from openfactory.shared.search.question import Question, is_prefix
from openfactory.shared.search.words import Piece

MOST_TIMES = 8  # beyond that a word's number of places hardly counts for its rank

# FTS5 gives the newest entries first, and reads no more of its index than that takes.
_HITS = (
    "SELECT e.id, h.rank, e.entity_id FROM ("
    "SELECT rowid AS id, -bm25(search_index) AS rank FROM search_index "
    "WHERE search_index MATCH {sought} AND {when} ORDER BY rowid DESC LIMIT :most"
    ") h JOIN search_entries e ON e.id = h.id "
    "WHERE e.project_id = :project_id AND e.kind IN (SELECT value FROM json_each(:kinds))"
)


def _kept(project_id: UUID, kind: str, title: Counter[str], words: Counter[str]) -> str:
    tokens = [f"k{_token(kind)}", *(f"t{word}" for word in title)]
    for word, times in words.items():
        tokens += [f"w{word}"] * min(times, MOST_TIMES)
    return "".join(f" {token}" for token in tokens)


def _sought(project_id: UUID, tier: str, question: Question, kinds: Collection[str]) -> str:
    before = code(project_id)

    def literal(piece: Piece) -> str:
        return f'"{before}{tier}{piece.word}"' + (" *" if is_prefix(piece) else "")

    expression = question.expression(literal, both=" AND ", either=" OR ")
    # Rows of a rare kind among many hits are not to be looked for one by one.
    among = " OR ".join(f'"{before}k{_token(kind)}"' for kind in kinds)
    return f"{expression} AND ({among})" if among else expression


def _token(kind: str) -> str:
    return "".join(filter(str.isalnum, kind))


def _listed(values: Sequence[object]) -> str:
    return json.dumps([str(value) for value in values])


SQLITE = Dialect(
    name="sqlite",
    words=":words",
    ids="IN (SELECT value FROM json_each(:entity_ids))",
    hits=_HITS,
    kept=_kept,
    sought=_sought,
    listed=_listed,
)
