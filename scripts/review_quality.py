"""How well the review's rules do on labelled sentences: precision, recall and F1 for each rule and overall.

    python scripts/review_quality.py            both splits
    python scripts/review_quality.py dev        one of them
    python scripts/review_quality.py --write    write the rules and the held-out figures into docs/guides/review.md
    python scripts/review_quality.py --check    fail where that page is not what comes out

A sentence counts as found for a rule when the rule says anything about it: places in the sentence are not labelled.
Each is put where such a sentence stands in a document: requirements and criteria in a list below such a heading.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from openfactory.shared.documents.content.schema import canonical
from openfactory.shared.documents.review import review
from openfactory.shared.documents.review.catalogue import RULES as CATALOGUE

ROOT = Path(__file__).parent.parent
LABELLED = ROOT / "tests" / "data" / "review" / "labelled.jsonl"
PAGE = ROOT / "docs" / "guides" / "review.md"
LABELS = """
    vague-term escape-clause open-ended weak-modal absolute comparative negative slash pronoun superfluous placeholder
    passive-no-actor purpose unbounded-time solution compound long no-measure story-no-why acronym
"""
RULES = tuple(LABELS.split())
HEADINGS = {"requirement": "Requirements", "criterion": "Acceptance criteria", "story": "User stories"}


def labelled(split: str) -> list[dict[str, Any]]:
    """The sentences of a split."""
    lines = (line for line in LABELLED.read_text().splitlines() if line.strip())
    return [found for line in lines if (found := json.loads(line))["split"] == split]


def document(text: str, kind: str) -> dict[str, Any]:
    """A document with nothing but this sentence in its place."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    if kind not in HEADINGS:
        return canonical({"type": "doc", "content": [paragraph]})
    heading = {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": HEADINGS[kind]}]}
    listed = {"type": "bulletList", "content": [{"type": "listItem", "content": [paragraph]}]}
    return canonical({"type": "doc", "content": [heading, listed]})


def raised(case: dict[str, Any]) -> set[str]:
    """The rules that say something about a sentence."""
    return {finding.rule for finding in review(document(case["text"], case["kind"]))} & set(RULES)


def measured(split: str) -> tuple[int, dict[str, tuple[int, int, int]]]:
    """How many sentences there are, and for each rule what was found rightly, found wrongly, and missed."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    cases = labelled(split)
    for case in cases:
        found, wanted = raised(case), set(case["labels"])
        right.update(found & wanted)
        wrong.update(found - wanted)
        missed.update(wanted - found)
    return len(cases), {rule: (right[rule], wrong[rule], missed[rule]) for rule in RULES}


def table(split: str) -> str:
    """The figures as Markdown."""
    count, counts = measured(split)
    total = tuple(map(sum, zip(*counts.values(), strict=True)))
    rows = [_row(f"`{rule}`", *counts[rule]) for rule in RULES] + [_row("**all (micro)**", *total)]
    head = "| Rule | Labelled | Found | Precision | Recall | F1 |\n|---|---:|---:|---:|---:|---:|\n"
    return f"{count} sentences, split `{split}`.\n\n{head}" + "\n".join(rows) + "\n"


def _row(name: str, right: int, wrong: int, missed: int) -> str:
    labels, found = right + missed, right + wrong
    precision, recall = _share(right, found), _share(right, labels)
    f1 = _share(2 * right, found + labels)
    return f"| {name} | {labels} | {found} | {precision} | {recall} | {f1} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def catalogue() -> str:
    """All rules as Markdown."""
    rows = [f"| `{rule.id}` | {rule.severity} | {rule.explanation} | {rule.source} |" for rule in CATALOGUE]
    return "| Rule | Severity | Why | Source |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"


def page() -> str:
    """The guide with the rules and the held-out figures of now."""
    text = PAGE.read_text()
    for name, part in (("rules", catalogue()), ("quality", table("held_out"))):
        begin, end = f"<!-- {name}: written by scripts/review_quality.py -->", f"<!-- /{name} -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n\n{part}\n{end}{rest.partition(end)[2]}"
    return text


def main() -> int:
    """0 where all is up to date, printed, or written."""
    if "--check" in sys.argv or "--write" in sys.argv:
        text = page()
        stale = text != PAGE.read_text()
        if stale and "--check" in sys.argv:
            print(f"{PAGE.name} is out of date: run scripts/review_quality.py --write")
            return 1
        PAGE.write_text(text)
        return 0
    for split in sys.argv[1:] or ("dev", "held_out"):
        print(table(split))
    return 0


if __name__ == "__main__":
    sys.exit(main())
