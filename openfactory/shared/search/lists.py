"""Searching in a module's own list: what a search finds, as a part of the list's one statement."""

from __future__ import annotations

from typing import Any

from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.shared.search.service import MOST_RANKED, matching, matching_ids
from openfactory.shared.search.statements import DIALECTS, statements


class SearchedList:
    """A statement in which `{found}` stands for a query of the ids that a search finds, at most `MOST_RANKED`.

    It has the parameters `project_id`, `words`, `kinds` and `most` already.
    """

    def __init__(self, name: str, sql: str) -> None:
        self._queries = {dialect: Query(f"{name}_{dialect}", sql.format(found=_found(dialect))) for dialect in DIALECTS}

    async def rows(self, access: Access, kind: str, text: str, **parameters: Any) -> list[dict[str, Any]] | None:
        """The rows, of things of this kind that have all the words of `text`; None where it has no word."""
        sought = matching(access, kind, text, most=MOST_RANKED)
        if sought is None:
            return None
        query = self._queries[statements().dialect.name]
        return await query.rows(project_id=access.project, **sought, **parameters)


def _found(dialect: str) -> str:
    return f"SELECT found.entity_id FROM ({matching_ids(dialect)}) found"
