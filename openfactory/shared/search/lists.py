"""Searching in a module's own list: what a search finds, as a part of the list's one statement."""

from __future__ import annotations

from typing import Any

from tortoise.connection import get_connection

from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.shared.search.postgres import POSTGRES
from openfactory.shared.search.question import question
from openfactory.shared.search.service import MOST_RANKED
from openfactory.shared.search.sqlite import SQLITE

DIALECTS = (SQLITE, POSTGRES)


class SearchedList:
    """A statement in which `{found}` stands for a query of the ids that a search finds, at most `MOST_RANKED`.

    It has the parameters `project_id`, `words`, `kinds` and `most` already.
    """

    def __init__(self, name: str, sql: str) -> None:
        self._queries = {
            dialect.name: Query(f"{name}_{dialect.name}", _with(dialect.hits, sql)) for dialect in DIALECTS
        }

    async def rows(self, access: Access, kind: str, text: str, **parameters: Any) -> list[dict[str, Any]] | None:
        """The rows, of things of this kind that have all the words of `text`; None where it has no word."""
        asked = question(text)
        if not asked.terms:
            return None
        name = get_connection("default").capabilities.dialect
        dialect = next(dialect for dialect in DIALECTS if dialect.name == name)
        return await self._queries[name].rows(
            project_id=access.project,
            words=dialect.sought(access.project, "w", asked, [kind]),
            kinds=dialect.listed([kind]),
            most=MOST_RANKED,
            **parameters,
        )


def _with(hits: str, sql: str) -> str:
    return sql.format(found=f"SELECT found.entity_id FROM ({hits.format(sought=':words', when='TRUE')}) found")
