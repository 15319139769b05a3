"""Finding words and phrases in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openfactory.shared.documents.review.spots import Span

if TYPE_CHECKING:
    from openfactory.shared.documents.review.page import Sentence

_FIRST = re.compile(r"\w+")


@dataclass(frozen=True)
class Listed:
    """Words and phrases as a regular expression, and the words that one of them has to begin with."""

    expression: str
    firsts: frozenset[str]


def any_of(listed: str) -> Listed:
    """Words and phrases, separated by commas. `~` before one stands for: also with -ly."""
    phrases = [" ".join(phrase.split()) for phrase in listed.split(",") if phrase.strip()]
    alternatives = "|".join(sorted(map(_alternative, phrases), key=len, reverse=True))
    firsts = {match[0].lower() for phrase in phrases if (match := _FIRST.search(phrase))}
    firsts |= {f"{first}ly" for phrase in phrases if phrase.startswith("~") for first in (phrase[1:].lower(),)}
    return Listed(rf"(?<![\w-])(?:{alternatives})(?!\w)", frozenset(firsts))


def _alternative(phrase: str) -> str:
    adverb = r"(?:ly)?" if phrase.startswith("~") else ""
    return re.escape(phrase.removeprefix("~")).replace(r"\ ", r"\s+").replace(r"\-", r"[-‐‑\s]") + adverb


class Phrases:
    """Finds each match of an expression, but those within a match of `unless`.

    A long list is only tried on sentences that have the first word of one of its phrases: most have none. For other
    expressions `having` can name words without which none of them matches.
    """

    def __init__(
        self,
        *expressions: str | Listed,
        having: str = "",
        unless: str | None = None,
        fixes: Mapping[str, str] | None = None,
    ) -> None:
        needed = frozenset(having.split()) or None
        bare = [expression for expression in expressions if isinstance(expression, str)]
        self._tried = [(re.compile("|".join(bare), re.IGNORECASE), needed)] if bare else []
        self._listed = [
            (re.compile(listed.expression, re.IGNORECASE), listed.firsts)
            for listed in expressions
            if isinstance(listed, Listed)
        ]
        self._unless = re.compile(unless, re.IGNORECASE) if unless else None
        self._fixes = fixes or {}

    def __call__(self, sentence: Sentence) -> Iterator[Span]:
        matches = [
            match
            for expression, firsts in (*self._listed, *self._tried)
            if firsts is None or not firsts.isdisjoint(sentence.words)
            for match in expression.finditer(sentence.text)
        ]
        if not matches:
            return
        allowed = [match.span() for match in self._unless.finditer(sentence.text)] if self._unless else []
        for match in matches:
            if not any(start <= match.start() and match.end() <= end for start, end in allowed):
                yield Span(match.start(), match.end(), self._fixes.get(" ".join(match[0].lower().split())))
