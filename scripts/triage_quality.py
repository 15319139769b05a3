"""Measure the validator's triage on tests/data/feedback: precision and recall by category, urgency and duplicates.

python scripts/triage_quality.py            the held-out half, as the guide has it
python scripts/triage_quality.py --dev      the half that words and thresholds may be chosen on, with each mistake
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from openfactory.blueprints.validator.statuses import Category
from openfactory.blueprints.validator.triage.categories import Taught, categorise
from openfactory.blueprints.validator.triage.likeness import likeness, signs
from openfactory.blueprints.validator.triage.priorities import severity

DATA = Path(__file__).parent.parent / "tests" / "data" / "feedback"
HIGH = 800


def read(name: str, split: str) -> list[dict[str, Any]]:
    """The items of a half."""
    rows = [json.loads(line) for line in (DATA / name).read_text().splitlines()]
    return [row for row in rows if row["split"] == split]


def shares(pairs: list[tuple[Any, Any]], value: Any) -> tuple[float, float, int]:
    """Precision, recall and how many there are, of (expected, found)."""
    hits = sum(expected == found == value for expected, found in pairs)
    found, expected = sum(f == value for _, f in pairs), sum(e == value for e, _ in pairs)
    return hits / max(found, 1), hits / max(expected, 1), expected


def measure(split: str) -> dict[str, tuple[float, float, int]]:
    """Every figure of a half."""
    rows = read("labelled.jsonl", split)
    judged = [(row, categorise(row["text"], Taught())) for row in rows]
    categories = [(row["category"], str(judgement.category)) for row, judgement in judged]
    urgent = [(row["urgent"], severity(row["text"], judgement.category).value >= HIGH) for row, judgement in judged]
    same = [(row["same"], likeness(signs(row["one"]), signs(row["other"])) > 0) for row in read("pairs.jsonl", split)]
    figures = {category: shares(categories, category) for category in map(str, Category)}
    right = sum(e == f for e, f in categories) / len(categories)
    return {
        **figures,
        "all categories": (right, right, len(categories)),
        "urgent": shares(urgent, True),
        "duplicate": shares(same, True),
    }


def show_mistakes(split: str) -> None:
    """Each item that is judged otherwise than it is labelled."""
    for row in read("labelled.jsonl", split):
        judgement = categorise(row["text"], Taught())
        found = severity(row["text"], judgement.category)
        if judgement.category != row["category"] or (found.value >= HIGH) != row["urgent"]:
            print(row["category"], "->", judgement.category, judgement.words, found, row["text"], sep="  ")
    for row in read("pairs.jsonl", split):
        alike = likeness(signs(row["one"]), signs(row["other"]))
        if (alike > 0) != row["same"]:
            print(row["same"], round(alike, 2), row["one"], "|", row["other"])


if __name__ == "__main__":
    half = "dev" if "--dev" in sys.argv else "held-out"
    if half == "dev":
        show_mistakes(half)
    print(Counter(row["category"] for row in read("labelled.jsonl", half)))
    for name, (precision, recall, amount) in measure(half).items():
        print(f"{name:16} precision {precision:.2f}  recall {recall:.2f}  of {amount}")
