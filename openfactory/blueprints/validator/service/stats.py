"""Figures of a project's feedback, read off tallies: what they cost grows with days, not with feedback."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from openfactory.blueprints.validator.statuses import Category, Status
from openfactory.core.access import Access
from openfactory.core.db.queries import Query

MOST_TAGS, MOST_DAYS = 10, 366
UNCATEGORIZED = "uncategorized"
_SINCE = "project_id = :project_id AND day >= :since"

_KINDS = Query(
    "validator.stats",
    "SELECT status, category, SUM(amount) AS amount, SUM(scored) AS scored, SUM(score) AS score "
    f"FROM validator_tallies WHERE {_SINCE} GROUP BY status, category",
)
_DAYS = Query(
    "validator.timeline",
    f"SELECT day, SUM(amount) AS amount FROM validator_tallies WHERE {_SINCE} "
    f"GROUP BY day HAVING SUM(amount) > 0 ORDER BY day DESC LIMIT {MOST_DAYS}",
)
_TAGS = Query(
    "validator.top_tags",
    f"SELECT tag, SUM(amount) AS amount FROM validator_tag_tallies WHERE {_SINCE} "
    f"GROUP BY tag HAVING SUM(amount) > 0 ORDER BY SUM(amount) DESC, tag LIMIT {MOST_TAGS}",
)


async def read_stats(access: Access, since: date | None) -> dict[str, Any]:
    """The figures of what was sent since a day, that day included; of all without one."""
    asked = {"project_id": access.project, "since": since.isoformat() if since else ""}
    kinds = await _KINDS.rows(**asked)
    scored, score = sum(int(row["scored"]) for row in kinds), sum(int(row["score"]) for row in kinds)
    categories = Counter({str(category): 0 for category in (*Category, UNCATEGORIZED)})
    statuses = Counter({str(status): 0 for status in Status})
    for row in kinds:
        categories[row["category"] or UNCATEGORIZED] += int(row["amount"])
        statuses[row["status"]] += int(row["amount"])
    return {
        "total_count": sum(statuses.values()),
        "by_category": dict(categories),
        "by_status": dict(statuses),
        "average_priority_score": round(score / scored / 1000, 3) if scored else None,
        "top_tags": [{"tag": row["tag"], "count": int(row["amount"])} for row in await _TAGS.rows(**asked)],
        "timeline": [{"date": row["day"], "count": int(row["amount"])} for row in reversed(await _DAYS.rows(**asked))],
    }
