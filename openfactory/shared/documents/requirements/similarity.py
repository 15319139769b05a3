"""How alike two texts are: TF-IDF and cosine, with an inverted index so that not all pairs are compared."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from operator import itemgetter

_WORD = re.compile(r"\w+")
_STOP = re.compile(
    r"an?|the|of|to|in|on|for|with|and|or|shall|must|will|should|be|is|are|by|as|at|from|that|this|it|its|their|when|"
    r"while|if|then|where"
)
_ENDINGS = ("isation", "ization", "ations", "ation", "ings", "ing", "edly", "ied", "ies", "ed", "ment", "es", "s")

_PAIR = 0.5  # what a pair weighs beside a word: a little, so that an inserted word does not count thrice

Vector = dict[str, float]


def terms(text: str) -> list[str]:
    """Stems of the words that carry meaning, then pairs of neighbours, which keep some of the order."""
    words = [stem for word in _WORD.findall(text.casefold()) if (stem := _stem(word))]
    return words + [f"{one} {other}" for one, other in pairwise(words)]


def cosine(one: Vector, other: Vector) -> float:
    """0 for texts that share no term, 1 for texts with the same."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


class Corpus:
    """Texts as vectors of length 1, in which the terms that few of them share weigh more (Salton and Buckley, 1988)."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(terms(text)) for text in texts]
        self._size, self._scale = max(len(texts), 1), math.log(1 + max(len(texts), 1))
        self._holders = Counter(term for count in counts for term in count)
        self.vectors = [self._vector(count) for count in counts]

    def vector(self, text: str) -> Vector:
        """Of another text; a term that the corpus lacks is as rare as one that it has once."""
        return self._vector(Counter(terms(text)))

    def _vector(self, count: Counter[str]) -> Vector:
        vector = {term: (1 + math.log(found)) * self._rarity(term) for term, found in count.items()}
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {term: weight / length for term, weight in vector.items()}

    def _rarity(self, term: str) -> float:
        """From 1 for a term in every text to 2 for one in a single text: a document has few texts, much alike, and an
        undamped weight would let one new word outweigh all that stayed."""
        rarity = 1 + math.log(self._size / max(self._holders[term], 1)) / self._scale
        return rarity * _PAIR if " " in term else rarity


class Index:
    """Which vectors of a set share a telling term with another vector.

    A term that `most` vectors share or more tells nothing and is left out of the search: its cost stays linear.
    """

    def __init__(self, vectors: Iterable[tuple[int, Vector]], most: int = 40) -> None:
        self._most = most
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, vector in vectors:
            for term, weight in vector.items():
                self._holders[term].append((place, weight))

    def nearest(self, vector: Vector, count: int) -> list[int]:
        """Places of those that share the most with it, best first."""
        scores: dict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            holders = self._holders.get(term, ())
            if len(holders) < self._most:
                for place, other in holders:
                    scores[place] += weight * other
        return [place for place, _ in nlargest(count, scores.items(), key=itemgetter(1))]


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """Without its ending; empty for a word that carries no meaning."""
    if _STOP.fullmatch(word):
        return ""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
