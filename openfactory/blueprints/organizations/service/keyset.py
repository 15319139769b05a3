"""Pages in the order of ids, which is that of their making."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from openfactory.core.http.pages import Page, cut, read_cursor

FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)

Rows = Sequence[dict[str, Any]]
Cut = tuple[Rows, str | None]


def after(page: Page) -> dict[str, Any]:
    """The parameters `:after` and `:most` of a list in ascending order."""
    (last,) = read_cursor(page.cursor, tuple[UUID]) or (FIRST,)
    return {"after": last, "most": page.limit + 1}


def before(page: Page) -> dict[str, Any]:
    """The parameters `:before` and `:most` of a list in descending order."""
    (last,) = read_cursor(page.cursor, tuple[UUID]) or (LAST,)
    return {"before": last, "most": page.limit + 1}


def cut_by_id(rows: Rows, page: Page, column: str = "id") -> Cut:
    """The page's rows, and the cursor of the next page."""
    return cut(rows, page.limit, lambda row: (row[column],))
