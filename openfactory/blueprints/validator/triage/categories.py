"""Which category a text has: by words that people use, and by what the project's own labels have taught.

What is learned is complement naive Bayes (Rennie, Shih, Teevan, Karger: "Tackling the poor assumptions of naive Bayes
text classifiers", ICML 2003): of each word, how much rarer it is in all other categories. Categories with few examples
are not drowned by those with many.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openfactory.blueprints.validator.statuses import Category
from openfactory.blueprints.validator.triage.lexicon import PATTERNS
from openfactory.blueprints.validator.triage.text import folded, stems

ENOUGH, PLENTY = 20, 200  # labels: from which on they have a say, and from which on as much as they can
MOST_SHOWN = 6  # words of a reason
_TAUGHT = 4.0  # what plenty of labels weigh beside the lexicon, whose strongest pattern counts 3


@dataclass(frozen=True)
class Taught:
    """What a project's labels have taught about some words: texts and words by category, and texts by word."""

    texts: Mapping[Category, int] = field(default_factory=dict)
    words: Mapping[Category, int] = field(default_factory=dict)
    vocabulary: int = 0
    counts: Mapping[str, Mapping[Category, int]] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        """0 while too few texts have been labelled, 1 when plenty have."""
        labels = sum(self.texts.values())
        return 0.0 if labels < ENOUGH else min(1.0, labels / PLENTY)

    def evidence(self, words: Sequence[str]) -> dict[Category, dict[str, float]]:
        """Of each category, how much each known word speaks for it; the mean over categories is 0."""
        total, found = sum(self.words.values()), {}
        for word in words:
            by_category = self.counts.get(word)
            if not by_category:
                continue
            everywhere = sum(by_category.values())
            found[word] = {
                category: -math.log(
                    (everywhere - by_category.get(category, 0) + 1)
                    / (total - self.words.get(category, 0) + max(self.vocabulary, 1))
                )
                for category in Category
            }
        return {
            category: {word: at[category] - sum(at.values()) / len(at) for word, at in found.items()}
            for category in Category
        }


@dataclass(frozen=True)
class Judgement:
    """A category, and which words of the text have spoken for it, the loudest first."""

    category: Category
    words: tuple[str, ...]
    learned: bool
    """Whether the project's own labels had a say."""


def categorise(text: str, taught: Taught) -> Judgement:
    """The category that most speaks for. A text that says nothing known is `other`."""
    said = _said(folded(text))
    words = stems(text)
    weight = taught.weight
    # As many words as a text has, so much louder would they be than the lexicon: their mean is what counts.
    learned = taught.evidence(words) if weight else {}
    scores: dict[Category, float] = {}
    for category in PATTERNS:  # in their order: of two that are even the more telling wins
        own = learned.get(category, {})
        scores[category] = sum(said[category].values()) + weight * _TAUGHT * _loudness(own)
    best = max(scores, key=lambda category: scores[category])
    if scores[best] <= 0:
        return Judgement(Category.OTHER, (), bool(learned))
    reasons = Counter(said[best])
    reasons.update({word: weight * value for word, value in learned.get(best, {}).items() if value > 0})
    return Judgement(best, tuple(word for word, _ in reasons.most_common(MOST_SHOWN)), any(learned.values()))


def _loudness(evidence: Mapping[str, float]) -> float:
    """What the words say together, without growing with their number."""
    return sum(evidence.values()) / math.sqrt(len(evidence)) if evidence else 0.0


def _said(text: str) -> dict[Category, dict[str, float]]:
    """Of each category the parts of the text that the lexicon knows, and what they weigh."""
    said: dict[Category, dict[str, float]] = {}
    for category, patterns in PATTERNS.items():
        found = said[category] = {}
        for pattern, weight in patterns:
            if (match := pattern.search(text)) is not None:
                found[" ".join(match.group().split())] = weight
    return said
