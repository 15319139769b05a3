"""What a rule is: one entry that says everything about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from openfactory.shared.documents.requirements.items import Item
from openfactory.shared.documents.review.findings import Severity
from openfactory.shared.documents.review.page import Page, Sentence
from openfactory.shared.documents.review.sources import Source
from openfactory.shared.documents.review.spots import JUDGED, Role, Span, Spot


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What all rules say: severity, source, why it matters, and what to ask."""

    id: str
    severity: Severity
    source: Source
    explanation: str
    question: str
    words: bool = False  # about a choice of words, see `settled()`
    once: bool = False  # of findings with the same excerpt the first in a document is shown


@dataclass(frozen=True, kw_only=True)
class SentenceRule(Rule):
    """Looks at one sentence at a time, in texts of certain roles."""

    find: Callable[[Sentence], Iterable[Span]] = field(repr=False)
    roles: frozenset[Role] = JUDGED


@dataclass(frozen=True, kw_only=True)
class ItemRule(Rule):
    """Looks at one requirement or criterion at a time; the second argument is the requirement of a criterion."""

    find: Callable[[Item, Item | None, Page], Iterable[Spot]] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PageRule(Rule):
    """Looks at the whole document, beside the project's other requirements."""

    find: Callable[[Page], Iterable[Spot]] = field(repr=False)
