"""The SQL of lists: for each order and each set of filters one text, so that each is read along an index.

With `:x IS NULL OR …` for filters that are not given no index would be of use. What a page costs does not grow
with the project:

- without filters, by status, and by status and phase: the page is read off an index that has its order. Several
  statuses are as many short pages, merged.
- by feature or deliverable type: the same by `sortOrder`; by the other orders what fits is sorted.
- by search or assignee: what fits is found by its index, and sorted.

How many there are in all is a sum of tallies for status and phase; for other filters it is counted as far as COUNTED.
"""

from __future__ import annotations

from itertools import combinations

from openfactory.blueprints.planner.statuses import Status
from openfactory.blueprints.planner.words import MOST_ASKED
from openfactory.core.db.queries import Query

COUNTED = 10_000
_STATUSES = [f":status{number}" for number in range(len(Status))]

SORTS = {
    "sortOrder": ("{w}.phase_place, {w}.sort_order", "(w.phase_place, w.sort_order) > (:first, :second)"),
    "createdAt": ("{w}.id DESC", "w.id < :first"),
    "updatedAt": ("{w}.updated_at DESC, {w}.id DESC", "(w.updated_at, w.id) < (:first, :second)"),
}
FILTERS = {
    "search": "",  # said by the join
    "status": f"w.status IN ({', '.join(_STATUSES)})",
    "phase": (
        "w.phase_place = COALESCE((SELECT x.sort_order FROM planner_phases x "
        "WHERE x.id = :phase_id AND x.project_id = :project_id), :other_place)"
    ),
    "feature": "w.feature_id = :feature_id",
    "assignee": (
        "EXISTS (SELECT 1 FROM planner_assignees x WHERE x.work_order_id = w.id AND x.user_id = :assignee_id)"
    ),
    "type": "w.deliverable_type = :deliverable_type",
    "more words": " AND ".join(
        "EXISTS (SELECT 1 FROM planner_words x WHERE x.work_order_id = w.id "
        f"AND x.word >= :word{number} AND x.word < :word{number}_end)"
        for number in range(1, MOST_ASKED)
    ),
}
# Whether the ids in filters are of this project: another one's are answered as if they did not exist.
_KNOWN = {
    "phase": (
        "(:no_phase OR EXISTS (SELECT 1 FROM planner_phases x WHERE x.id = :phase_id AND x.project_id = :project_id))"
    ),
    "feature": (
        "EXISTS (SELECT 1 FROM projects_features x "
        "WHERE x.id = :feature_id AND x.project_id = :project_id AND x.deleted_at IS NULL)"
    ),
    "assignee": (
        "(EXISTS (SELECT 1 FROM accounts_memberships x "
        "WHERE x.organization_id = :organization_id AND x.user_id = :assignee_id) OR EXISTS "
        "(SELECT 1 FROM planner_assignees x WHERE x.project_id = :project_id AND x.user_id = :assignee_id))"
    ),
}
_FOUND = (
    "(SELECT DISTINCT x.work_order_id AS id FROM planner_words x "
    "WHERE x.project_id = :project_id AND x.word >= :word0 AND x.word < :word0_end) h "
)
_ASSIGNED = (
    "(SELECT x.work_order_id AS id FROM planner_assignees x "
    "WHERE x.project_id = :project_id AND x.user_id = :assignee_id) h "
)
_HERE = "w.project_id = :project_id AND w.deleted_at IS NULL"
_PLACED = "w.id, w.phase_place, w.sort_order, w.updated_at"

COLUMNS = (
    "w.id, w.number, w.title, w.status, w.deliverable_type, w.phase_place, w.sort_order, "
    "@time(w.created_at) AS created_at, @time(w.updated_at) AS updated_at, "
    "p.id AS phase_id, p.name AS phase_name, f.id AS feature_id, f.name AS feature_name, "
    "u.id AS assignee_id, u.name AS assignee_name, u.avatar_url AS assignee_avatar"
)
NAMES = (
    "LEFT JOIN planner_phases p ON p.id = w.phase_id "
    "LEFT JOIN projects_features f ON f.id = w.feature_id AND f.deleted_at IS NULL "
    "LEFT JOIN planner_assignees a ON a.work_order_id = w.id "
    "LEFT JOIN accounts_users u ON u.id = a.user_id "
)


def _page(sort: str, filters: frozenset[str]) -> str:
    """SQL for the ids of a page."""
    order, behind = SORTS[sort]
    if "status" in filters and filters <= {"status", "phase"}:
        return _merged(order, [_HERE, behind, *(FILTERS[name] for name in filters - {"status"})])
    source, conditions = _source(filters)
    where = " AND ".join([*conditions, behind])
    return f"SELECT w.id FROM {source} WHERE {where} ORDER BY {order.format(w='w')} LIMIT :most"


def _merged(order: str, conditions: list[str]) -> str:
    """A page of each status, which an index has in order, and of those the first."""
    where = " AND ".join(conditions)
    pages = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {_PLACED} FROM planner_work_orders w WHERE {where} AND w.status = {status} "
        f"ORDER BY {order.format(w='w')} LIMIT :most) s{number}"
        for number, status in enumerate(_STATUSES)
    )
    return f"SELECT m.id FROM ({pages}) m ORDER BY {order.format(w='m')} LIMIT :most"


def _source(filters: frozenset[str]) -> tuple[str, list[str]]:
    """Tables and conditions of all that fits. SQLite joins in this order where it reads CROSS JOIN."""
    rarer = next((name for name in ("search", "assignee") if name in filters), None)
    conditions = [FILTERS[name] for name in sorted(filters) if name != rarer]
    if rarer is None:
        return "planner_work_orders w", [_HERE, *conditions]
    first = _FOUND if rarer == "search" else _ASSIGNED
    return f"{first}CROSS JOIN planner_work_orders w", [_HERE, "w.id = h.id", *conditions]


def _total(filters: frozenset[str]) -> str:
    """SQL for how many there are on all pages."""
    if filters <= {"status", "phase"}:
        where = ["t.project_id = :project_id"]
        where += ["t.phase_id = :phase_id"] if "phase" in filters else []
        where += [f"t.status IN ({', '.join(_STATUSES)})"] if "status" in filters else []
        return (
            f"(SELECT CAST(COALESCE(SUM(t.amount), 0) AS INTEGER) FROM planner_tallies t WHERE {' AND '.join(where)})"
        )
    if filters == {"search"}:  # what is deleted has no words
        return f"(SELECT COUNT(*) FROM (SELECT 1 FROM {_FOUND}LIMIT {COUNTED}) c)"
    source, conditions = _source(filters)
    return f"(SELECT COUNT(*) FROM (SELECT 1 FROM {source} WHERE {' AND '.join(conditions)} LIMIT {COUNTED}) c)"


def _list(sort: str, filters: frozenset[str]) -> Query:
    known = " AND ".join(_KNOWN[name] for name in sorted(filters & set(_KNOWN))) or "1 = 1"
    return Query(
        ".".join(("planner.list", sort, *sorted(filters))).replace(" ", "_"),
        f"WITH page AS ({_page(sort, filters)}) "
        f"SELECT q.total, q.known, {COLUMNS} "
        f"FROM (SELECT {_total(filters)} AS total, CASE WHEN {known} THEN 1 ELSE 0 END AS known) q "
        "LEFT JOIN page ON 1 = 1 "
        "LEFT JOIN planner_work_orders w ON w.id = page.id "
        f"{NAMES}ORDER BY {SORTS[sort][0].format(w='w')}, a.id",
    )


LISTS = {
    (sort, frozenset(filters)): _list(sort, frozenset(filters))
    for sort in SORTS
    for size in range(len(FILTERS) + 1)
    for filters in combinations(FILTERS, size)
    if "search" in filters or "more words" not in filters
}

# Nothing open before it, and nobody works on it.
READY = (
    f"{_HERE} AND w.status = 'ready' AND (w.claimed_until IS NULL OR w.claimed_until <= :now) AND NOT EXISTS ("
    "SELECT 1 FROM planner_dependencies d JOIN planner_work_orders b ON b.id = d.depends_on_id "
    "WHERE d.work_order_id = w.id AND b.status <> 'done')"
)
READY_LIST = Query(
    "planner.ready",
    f"WITH page AS (SELECT w.id FROM planner_work_orders w WHERE {READY} AND {SORTS['sortOrder'][1]} "
    "ORDER BY w.phase_place, w.sort_order LIMIT :most) "
    f"SELECT {COLUMNS} FROM page JOIN planner_work_orders w ON w.id = page.id "
    f"{NAMES}ORDER BY w.phase_place, w.sort_order, a.id",
)
