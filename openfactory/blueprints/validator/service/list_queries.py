"""The SQL of lists: for each order and each set of filters one text, so that each is read along an index.

- without filters, by status, category or least score: the page is read off an index that has its order. Several
  statuses are as many short pages, merged.
- by tags or of one original: what fits is found by its index, and sorted.
- by search: the newest 10,000 that have the words, and what fits of these, sorted.

How many there are in all is a sum of tallies where nothing or the status alone narrows it; else it is counted as far
as COUNTED.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from openfactory.blueprints.validator.statuses import Category, Status
from openfactory.core.db.queries import Query
from openfactory.shared.search.service import matching_ids

COUNTED = 10_000
MOST_TAGS = 5
FILTERS: Mapping[str, str] = {
    "search": "",  # said by the join
    "tags": " AND ".join(
        f"(:tag{number} = '' OR EXISTS (SELECT 1 FROM validator_tags x WHERE x.feedback_id = w.id "
        f"AND x.tag = :tag{number}))"
        for number in range(1, MOST_TAGS)
    ),
    "duplicate_of": "w.duplicate_of_id = :duplicate_of",
    "originals": "w.duplicate_of_id IS NULL",
    "status": f"w.status IN ({', '.join(f':status{number}' for number in range(len(Status)))})",
    "category": f"w.category IN ({', '.join(f':category{number}' for number in range(len(Category)))})",
    "min_priority": "w.priority >= :min_priority",
}
SORTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("createdAt", "desc"): ("{w}.id DESC", "w.id < :last_id"),
    ("createdAt", "asc"): ("{w}.id", "w.id > :last_id"),
    ("priorityScore", "desc"): (
        "{w}.priority DESC, {w}.id DESC",
        "(w.priority, w.id) < (:last_priority, :last_id)",
    ),
    ("priorityScore", "asc"): ("{w}.priority, {w}.id", "(w.priority, w.id) > (:last_priority, :last_id)"),
}
COLUMNS = (
    "w.id, w.title, w.description, w.category, w.priority, w.status, w.tags, w.external_user_id, w.votes, "
    "w.duplicate_of_id, w.work_order_id, w.generated_issue_url, d.browser_info, "
    "@time(w.created_at) AS created_at, @time(w.updated_at) AS updated_at"
)
_HERE = "w.project_id = :project_id"
_STATUSES = [f":status{number}" for number in range(len(Status))]
_TAGGED = "(SELECT x.feedback_id AS id FROM validator_tags x WHERE x.project_id = :project_id AND x.tag = :tag0) h "
# Whether the id in a filter is of this project: another one's is answered as if it did not exist.
_KNOWN = "EXISTS (SELECT 1 FROM validator_feedback x WHERE x.id = :duplicate_of AND x.project_id = :project_id)"


def list_query(dialect: str, sort: tuple[str, str], filters: frozenset[str]) -> Query:
    """The statement for an order and filters."""
    return _LISTS[dialect if "search" in filters else "", sort, filters]


def _source(dialect: str, filters: frozenset[str]) -> tuple[str, list[str]]:
    """Tables and conditions of all that fits. SQLite joins in this order where it reads CROSS JOIN."""
    conditions = [_HERE, *(FILTERS[name] for name in sorted(filters) if FILTERS[name])]
    if "search" in filters:
        conditions += [_first_tag()] if "tags" in filters else []
        found = f"(SELECT s.entity_id AS id FROM ({matching_ids(dialect)}) s) h "
        return f"{found}CROSS JOIN validator_feedback w", ["w.id = h.id", *conditions]
    if "tags" in filters:
        return f"{_TAGGED}CROSS JOIN validator_feedback w", ["w.id = h.id", *conditions]
    return "validator_feedback w", conditions


def _first_tag() -> str:
    return "EXISTS (SELECT 1 FROM validator_tags x WHERE x.feedback_id = w.id AND x.tag = :tag0)"


def _page(dialect: str, sort: tuple[str, str], filters: frozenset[str]) -> str:
    """SQL for the ids of a page."""
    order, behind = SORTS[sort]
    if filters == {"status"}:
        return _merged(order, behind)
    source, conditions = _source(dialect, filters)
    where = " AND ".join([*conditions, behind])
    return f"SELECT w.id FROM {source} WHERE {where} ORDER BY {order.format(w='w')} LIMIT :page"


def _merged(order: str, behind: str) -> str:
    """A page of each status, which an index has in order, and of those the first."""
    pages = " UNION ALL ".join(
        "SELECT * FROM (SELECT w.id, w.priority FROM validator_feedback w "
        f"WHERE {_HERE} AND {behind} AND w.status = {status} ORDER BY {order.format(w='w')} LIMIT :page) s{number}"
        for number, status in enumerate(_STATUSES)
    )
    return f"SELECT m.id FROM ({pages}) m ORDER BY {order.format(w='m')} LIMIT :page"


def _total(dialect: str, filters: frozenset[str]) -> str:
    """SQL for how many there are on all pages."""
    if filters <= {"status"}:
        narrowed = f" AND t.status IN ({', '.join(_STATUSES)})" if filters else ""
        return (
            "(SELECT CAST(COALESCE(SUM(t.amount), 0) AS INTEGER) FROM validator_tallies t "
            f"WHERE t.project_id = :project_id{narrowed})"
        )
    source, conditions = _source(dialect, filters)
    return f"(SELECT COUNT(*) FROM (SELECT 1 FROM {source} WHERE {' AND '.join(conditions)} LIMIT {COUNTED}) c)"


def _list(dialect: str, sort: tuple[str, str], filters: frozenset[str]) -> Query:
    known = _KNOWN if "duplicate_of" in filters else "1 = 1"
    return Query(
        ".".join(("validator.list", *sort, *sorted(filters), *([dialect] if dialect else []))),
        f"WITH page AS ({_page(dialect, sort, filters)}) SELECT q.total, q.known, {COLUMNS} "
        f"FROM (SELECT {_total(dialect, filters)} AS total, CASE WHEN {known} THEN 1 ELSE 0 END AS known) q "
        "LEFT JOIN page ON 1 = 1 LEFT JOIN validator_feedback w ON w.id = page.id "
        "LEFT JOIN validator_details d ON d.feedback_id = w.id "
        f"ORDER BY {SORTS[sort][0].format(w='w')}",
    )


def _every() -> dict[tuple[str, tuple[str, str], frozenset[str]], Query]:
    sets = [frozenset(names) for size in range(len(FILTERS) + 1) for names in combinations(FILTERS, size)]
    return {
        (dialect, sort, filters): _list(dialect, sort, filters)
        for sort in SORTS
        for filters in sets
        if not {"duplicate_of", "originals"} <= filters
        for dialect in (("sqlite", "postgres") if "search" in filters else ("",))
    }


_LISTS = _every()
