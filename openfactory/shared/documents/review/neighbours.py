"""Pairs of requirements that speak of the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openfactory.shared.documents.requirements.items import Item
from openfactory.shared.documents.requirements.similarity import Corpus, Index, cosine
from openfactory.shared.documents.review.quantities import contradiction, figures, names, without_figures

_SAME = 0.75  # likeness (0…1) of two texts that say the same
_RELATED = 0.6  # of two that, figures aside, may speak of the same thing
_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """A requirement, and one before it in the document or elsewhere in the project.

    figures   how they contradict each other: what is said here, and there; None where they say the same
    """

    item: Item
    key: str | None
    other: str
    figures: tuple[str, str] | None


def related(items: Sequence[Item], others: Sequence[tuple[str, str]]) -> Iterator[Pair]:
    """For each requirement the one most like it, if that says the same or differs only in a figure.

    What differs in names ("P1", "PDF") is about something else. The cost grows with the number of texts, not of pairs.
    """
    told = [*others, *((item.key, item.words) for item in items)]
    texts = [without_figures(text) for _, text in told]
    corpus = Corpus(texts)
    index = Index(enumerate(corpus.vectors))
    first = {text.casefold(): place for place, text in reversed(list(enumerate(texts)))}
    for place, item in enumerate(items, start=len(others)):
        near = {first[texts[place].casefold()], *index.nearest(corpus.vectors[place], _CANDIDATES)}
        scored = [(cosine(corpus.vectors[place], corpus.vectors[other]), other) for other in near if other < place]
        for likeness, other in sorted(scored, reverse=True):
            if pair := _pair(item, *told[other], likeness):
                yield pair
                break


def _pair(item: Item, key: str | None, other: str, likeness: float) -> Pair | None:
    if likeness < _RELATED or names(item.words) != names(other):
        return None
    differ = contradiction(item.words, other)
    if differ:
        return Pair(item, key, other, differ)
    same = likeness >= _SAME and figures(item.words) == figures(other)
    return Pair(item, key, other, None) if same else None
