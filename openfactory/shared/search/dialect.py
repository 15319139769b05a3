"""What the two databases do differently, behind one form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from openfactory.shared.search.question import Question

Kept = Callable[[UUID, str, Counter[str], Counter[str]], str]
Sought = Callable[[UUID, str, Question, Collection[str]], str]

CODE = 10  # hexadecimal digits


def code(project_id: UUID) -> str:
    """What stands before a project's words in the index: the random end of its id.

    Should two projects share it, their queries cost a little more; rows are compared by the whole id.
    """
    return str(project_id)[-CODE:]


@dataclass(frozen=True)
class Dialect:
    """A database's own way.

    name    as Tortoise calls it
    words   SQL for the value of the column `words`, of the parameter `:words`
    ids     SQL for "is one of `:entity_ids`"
    hits    SQL for `id, rank, entity_id` of at most `:most` hits of `{sought}` among `:kinds`, if `{when}`
    kept    the parameter `:words` for (project, kind, words of the title, all words)
    sought  the parameter for (project, `t` for words of the title or `w` for any, question, only these kinds)
    listed  a list as a parameter
    """

    name: str
    words: str
    ids: str
    hits: str
    kept: Kept
    sought: Sought
    listed: Callable[[Sequence[object]], object]
