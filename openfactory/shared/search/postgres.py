"""Entries in PostgreSQL: a tsvector with a GIN index, which has each word under its project.

A lexeme is the project's code, `t` for a word of the title or `w` for any word, and the word; its weight says how
much it counts. A project's words are neighbours in the index, and a prefix is looked up among them alone. The vector
is made here and not by `to_tsvector`, whose parser has other words, and the server's locale a say in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from openfactory.shared.search.dialect import Dialect, code
from openfactory.shared.search.question import Question, is_prefix
from openfactory.shared.search.words import Piece

_HITS = (
    "SELECT h.id, h.rank, h.entity_id FROM search_hits("
    "CAST(CAST({sought} AS TEXT) AS tsquery), :project_id, CAST(:kinds AS TEXT[]), :most) h WHERE {when}"
)


def _kept(project_id: UUID, kind: str, title: Counter[str], words: Counter[str]) -> str:
    before = code(project_id)
    lexemes = [f"'{before}t{word}'" for word in title]
    lexemes += [f"'{before}w{word}':1{_weight(word, times, title)}" for word, times in words.items()]
    return " ".join(lexemes)


def _weight(word: str, times: int, title: Counter[str]) -> str:
    if word in title:
        return "A"
    return "B" if times > 4 else "C" if times > 1 else "D"


def _sought(project_id: UUID, tier: str, question: Question, kinds: Collection[str]) -> str:
    before = code(project_id)

    def literal(piece: Piece) -> str:
        return f"'{before}{tier}{piece.word}'" + (":*" if is_prefix(piece) else "")

    return question.expression(literal, both=" & ", either=" | ")


POSTGRES = Dialect(
    name="postgres",
    words="CAST(CAST(:words AS TEXT) AS tsvector)",
    ids="= ANY(CAST(:entity_ids AS uuid[]))",
    hits=_HITS,
    kept=_kept,
    sought=_sought,
    listed=list,
)
