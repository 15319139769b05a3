"""What a heading says about the blocks below it."""

from __future__ import annotations

import re
from typing import Literal

Sense = Literal["requirements", "criteria", "aside", "item"]

_NUMBER = re.compile(r"^\s*(?:(?:\d{1,3}|[A-Za-z])(?:\.\d{1,3}){0,6}[.)]?\s+)?")
_CRITERIA = re.compile(r"(?:acceptance|success)\s+(?:criteri(?:a|on)|tests?)\b(?!\s+\w+ed\b)", re.IGNORECASE)
_CRITERIA_LEAD = re.compile(
    r"\s*(?:acceptance|success)\s+(?:criteri(?:a|on)|tests?)(?:\s+(?:for|of)\s+[^.:]{1,80})?\s*[:.]?\s*$", re.IGNORECASE
)
_REQUIREMENTS = re.compile(
    r"(?:the\s+)?(?:(?!(?:of|for|in|to|from|on|about|the)\s)[\w/&-]+\s+){0,3}(?:requirements?|user\s+stories)\s*(?:$|[:(–—]|\b(?:for|of|to)\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:out[\s-]of[\s-]scope|not\s+in\s+scope|not\s+in\s+this|non-?goals?|no\s+goals?|excluded|glossary|terms?|words|"
    r"definitions?|abbreviations|acronyms|references?|rationale|background|motivation|introduction|why\b|open\s+\w+|"
    r"left\s+open|questions?|assumptions|notes?|examples?|history|change\s*log|revision|alternatives|appendix|"
    r"deferred|rejected|contradictions)\b",
    re.IGNORECASE,
)


def sense_of(title: str) -> Sense | None:
    """What a section of this title holds; None where the title does not say.

    requirements   "Requirements", "3.1 Functional requirements", "Requirements for exports", "User stories"
    criteria       "Acceptance criteria", also "… for exports"
    aside          what binds nobody: "Background", "Out of scope", "Open questions", "Glossary"
    item           (not by its title) one requirement or criterion, as the heading has its key
    """
    words = title[_NUMBER.match(title).end() :].strip()  # type: ignore[union-attr]
    if _ASIDE.match(words):
        return "aside"
    if _CRITERIA.match(words):
        return "criteria"
    return "requirements" if _REQUIREMENTS.match(words) else None


def leads_to_criteria(text: str) -> bool:
    """Whether a paragraph says that the list after it holds criteria: "Acceptance criteria:"."""
    return _CRITERIA_LEAD.match(text) is not None
