"""What a review finds, and which findings are shown where several meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to ask about.

    rule          its id, see docs/guides/review.md
    pointer       JSON pointer of the block: a paragraph or a heading, for a scenario in code the code block
    start, end    characters in the plain text of that block
    excerpt       that part of it, shortened in the middle
    explanation   what the matter is
    question      what to ask, or how to write it
    fix           what to put in place of the part, where that follows from the rule
    reference     where the rule comes from
    """

    rule: str
    severity: Severity
    pointer: str
    start: int
    end: int
    excerpt: str
    explanation: str
    question: str
    fix: str | None
    reference: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A finding with what decides between findings that overlap.

    rank    place of its rule in the catalogue
    words   whether its rule is about a choice of words: of two such, only one is shown at a place
    """

    finding: Finding
    place: int
    rank: int
    words: bool


def settled(found: Iterable[Ranked]) -> list[Finding]:
    """In reading order, each once. Of overlapping choices of words the longer, more specific one is shown: "as soon as
    possible" and not "possible"; of two as long the one that comes first in the catalogue."""
    shown: list[Ranked] = []
    taken: dict[str, list[tuple[int, int]]] = {}
    seen = set()
    for one in sorted(found, key=_by_precedence):
        finding = one.finding
        where = (finding.rule, finding.pointer, finding.start, finding.end)
        spans = taken.setdefault(finding.pointer, [])
        if where in seen or (one.words and any(start < finding.end and finding.start < end for start, end in spans)):
            continue
        seen.add(where)
        if one.words:
            spans.append((finding.start, finding.end))
        shown.append(one)
    return [one.finding for one in sorted(shown, key=_by_place)]


def _by_precedence(one: Ranked) -> tuple[int, int, int, int]:
    return one.place, -(one.finding.end - one.finding.start), one.rank, one.finding.start


def _by_place(one: Ranked) -> tuple[int, int, int, int]:
    return one.place, one.finding.start, one.finding.end, one.rank


def shortened(text: str, longest: int = 160) -> str:
    """On one line; the middle of a long text is left out."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest * 2 // 3].rstrip()} … {line[-longest // 4 :].lstrip()}"
