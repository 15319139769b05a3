"""What a heading says about the section below it: whether it is work, and of which sort."""

from __future__ import annotations

import re
from enum import StrEnum

from openfactory.shared.documents.requirements.headings import sense_of

_NUMBER = re.compile(
    r"^\s*(?:\d{1,3}(?:\.\d{1,3}){0,6}[.)]?|[A-Za-z](?:\.\d{1,3}){1,6}[.)]?|[A-Za-z][.)])\s+(?=\S)",
)
_BREAKDOWN = re.compile(
    r"steps|tasks?|task list|work|work (?:items|orders|packages|breakdown)|plan|plan of work|implementation"
    r"(?: (?:plan|steps|tasks|order))?|build (?:plan|order|steps)|delivery(?: plan)?|deliverables|roadmap|"
    r"roll-?out plan|milestones|phases|stages",
    re.IGNORECASE,
)
_PHASES = re.compile(r"milestones|phases|stages|roadmap", re.IGNORECASE)
_PHASE = re.compile(
    r"(?:phase|milestone|stage|sprint|iteration|release|increment|wave)\s+(?:\d+|[ivx]+|[a-h]|one|two|three|four|five)\b",
    re.IGNORECASE,
)
_TO_DO = re.compile(
    r"to[ -]?dos?|(?:open|remaining) (?:tasks|work|items)|still to do|next steps|follow[ -]?ups?|action items|backlog",
    re.IGNORECASE,
)
_DONE = re.compile(r"(?:definition of )?done(?: when)?", re.IGNORECASE)
_ASIDE = re.compile(
    r"(?:out of scope|not in scope|non-?goals?|excluded|glossary|terms|definitions|abbreviations|acronyms|references|"
    r"rationale|background|motivation|introduction|open(?: (?:questions?|points?|issues?))?|left open|questions|"
    r"assumptions|notes?|examples?|history|change ?log|revisions?(?: history)?|alternatives|appendix.*|deferred|"
    r"rejected|contradictions|deviations|left out|not (?:built|covered|done|planned)|what we gave up|given up|risks|"
    r"doubts|decisions?|checklist.*|reading the diagram|requirements(?: met)?)(?:\s*(?:and|&|,)\s.*)?",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"(?:outline|overview|summary|context|approach|the idea|idea|concept|consequences|scope|purpose|goals?|problem)",
    re.IGNORECASE,
)


class Sense(StrEnum):
    """What a section is, for those who look for work in it.

    BREAKDOWN  the author's own list of what is to be done: "Steps", "Implementation plan"
    PHASE      a part of that with a name: "Phase 2: Field test"
    TO_DO      single things that are left to do beside what the other sections say: "To do", "Next steps"
    CRITERIA   acceptance criteria
    ASIDE      what nobody is to do: "Deviations", "Left out", "Open questions", "Requirements met"
    CONTEXT    what helps to understand: "Outline", "Approach"
    PLAIN      a part of what is to be built
    """

    BREAKDOWN = "breakdown"
    PHASE = "phase"
    TO_DO = "to_do"
    CRITERIA = "criteria"
    ASIDE = "aside"
    CONTEXT = "context"
    PLAIN = "plain"


def without_number(title: str) -> str:
    """A heading's words: `2.1 As JSON` is "As JSON"."""
    return _NUMBER.sub("", title, count=1).strip(" :") or title.strip()


def same_heading(title: str) -> str:
    """What a heading is recognised by: its words, without number, case and surplus white space."""
    return " ".join(without_number(title).split()).casefold()


def read_heading(title: str, *, breakdown: frozenset[str] = frozenset(), skip: frozenset[str] = frozenset()) -> Sense:
    """What a section of this title is; `breakdown` and `skip` are a template's own, as `same_heading` has them."""
    words, own = without_number(title), same_heading(title)
    found: tuple[tuple[Sense, object], ...] = (
        (Sense.ASIDE, own in skip),
        (Sense.PHASE, _PHASE.match(words)),
        (Sense.BREAKDOWN, own in breakdown or _BREAKDOWN.fullmatch(words)),
        (Sense.TO_DO, _TO_DO.fullmatch(words)),
        (Sense.CRITERIA, sense_of(title) == "criteria" or _DONE.fullmatch(words)),
        (Sense.ASIDE, _ASIDE.fullmatch(words)),
        (Sense.CONTEXT, _CONTEXT.fullmatch(words)),
    )
    return next((sense for sense, fits in found if fits), Sense.PLAIN)


def holds_phases(title: str) -> bool:
    """Whether each section below is a phase: "Milestones"."""
    return _PHASES.fullmatch(without_number(title)) is not None
