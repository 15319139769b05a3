"""Telling the project's Slack channel of what matters most: once for each feedback."""

from __future__ import annotations

from typing import Any

from openfactory.blueprints.projects.api import read_project
from openfactory.blueprints.validator.models import Feedback
from openfactory.blueprints.validator.statuses import Status
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.shared.integrations.api import notify_slack
from openfactory.shared.untrusted import quoted

SECTION, THRESHOLD, OTHERWISE = "validator", "alertThreshold", 0.8
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # else a text could mention a whole channel


async def threshold(access: Access) -> float | None:
    """From which score on there is an alert; None where the project wants none.

    Its settings say `{"validator": {"alertThreshold": 0.9}}`, or the same in one word; null for none.
    """
    settings = (await read_project(access)).settings
    section = settings.get(SECTION)
    in_one_word: Any = settings.get(f"{SECTION}.{THRESHOLD}", OTHERWISE)
    value = section.get(THRESHOLD, OTHERWISE) if isinstance(section, dict) else in_one_word
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


async def alert(access: Access, row: Feedback, least: float | None) -> None:
    """Queue an alert in the transaction that gives the row its score; the caller saves `alerted_at` with it.

    A duplicate gives none: its original has been told of, or is when the votes have raised it enough. Nor does what
    was dismissed.
    """
    score = row.priority_score
    if least is None or score is None or score < least or row.alerted_at or row.duplicate_of_id:
        return
    if row.status is Status.DISMISSED:
        return
    row.alerted_at = clock.now()
    words = quoted(row.title or row.description, 300).translate(_ESCAPED)
    votes = f", {row.votes} votes" if row.votes > 1 else ""
    about = f"{row.category or 'uncategorized'}{votes}"
    await notify_slack(access, f"Feedback with a score of {score:.2f} ({about}): {words}")
