"""How much feedback matters: by its category, by words of urgency, and by how many say the same. In thousandths."""

from __future__ import annotations

import math
from dataclasses import dataclass

from openfactory.blueprints.validator.statuses import Category
from openfactory.blueprints.validator.triage.lexicon import URGENT
from openfactory.blueprints.validator.triage.text import folded

MOST = 1000
_BASE = {Category.BUG: 450, Category.PERFORMANCE: 400, Category.FEATURE_REQUEST: 250, Category.OTHER: 100}
_NEVER_URGENT = frozenset({Category.FEATURE_REQUEST, Category.OTHER})
_DOUBLINGS = 8  # of votes, after which nothing is left to be gained: 256 votes


@dataclass(frozen=True)
class Severity:
    """What a text alone says of its urgency, and the words that say it."""

    value: int
    words: tuple[str, ...]


def severity(text: str, category: Category) -> Severity:
    """Wishes and questions are not urgent, whatever words they use."""
    if category in _NEVER_URGENT:
        return Severity(_BASE[category], ())
    plain = folded(text)
    found = {match.group(): int(points) for pattern, points in URGENT if (match := pattern.search(plain)) is not None}
    return Severity(min(MOST - 50, _BASE[category] + sum(found.values())), tuple(found))


def priority(severity: int, votes: int) -> int:
    """The severity, and of what is missing to 1 a share that grows with each doubling of the votes."""
    share = min(1.0, math.log2(max(votes, 1)) / _DOUBLINGS)
    return round(severity + (MOST - severity) * share * 0.8)
