"""Recognising requirements after a document has changed, so that they keep their keys."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from sys import maxsize

from openfactory.shared.documents.requirements.items import Item, Kind
from openfactory.shared.documents.requirements.similarity import Corpus, Index, cosine

# How alike (0…1) two texts must be to be the same requirement in other words. Of the requirements and criteria in
# tests/data/product (more than 500) 99 of 100 score 0.5 or more against themselves with a quarter of the words changed,
# 95 of 100 0.45 or more with the second half left out; of pairs of different ones in a document 98 of 100 score below
# 0.25, and 999 of 1,000 below 0.4. `test_likeness.py` holds the thresholds to that.
ALIKE = 0.4
# Between the same neighbours less is enough: hardly anything else can have become of what stood there.
ALIKE_HERE = 0.25
_SAME_PLACE = 0.15  # is added between the same neighbours
_SAME_SECTION = 0.05  # is added below the same heading or requirement
_CANDIDATES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A requirement or criterion that was in the document before.

    key       its own in the project, which it shall keep
    words     title and text, see `Item.words`
    parent    key of the requirement that a criterion belongs to
    place     its number in the order of the document
    written   the key that stood in the text, where that was another
    """

    key: str
    kind: Kind
    words: str
    content_hash: str
    place: int
    parent: str | None = None
    section: tuple[str, ...] = ()
    written: str | None = None


def match(known: Sequence[Known], found: Sequence[Item]) -> list[Known | None]:
    """For each item found, in its order, which known one it is; None for a new one. No known one is given twice.

    `found` is `flatten()`ed: a requirement, then its criteria. In this order of trust, best first:
    1. the key in the text;
    2. the same words (the hash), where several are equal those that belong to the same requirement, then in order;
    3. similar words, more so between the same neighbours. One with another key in the text is never taken for this.
    Of a requirement that was split, the half more like it keeps the key. Requirements come before criteria, which
    then are looked for among those of the same requirement first.
    """
    matching = _Matching(known, found)
    kinds: tuple[Kind, ...] = ("requirement", "criterion")
    for kind in kinds:
        matching.by_key(kind)
        matching.by_hash(kind)
        matching.by_likeness(kind)
    return [None if place is None else matching.known[place] for place in matching.taken]


class _Matching:
    def __init__(self, known: Sequence[Known], found: Sequence[Item]) -> None:
        self.known = sorted(known, key=lambda one: one.place)
        self.found = found
        self.taken: list[int | None] = [None] * len(found)
        self.given: dict[int, int] = {}  # the other way round
        parents = {id(criterion): place for place, item in enumerate(found) for criterion in item.criteria}
        self.parents = [parents.get(id(item)) for item in found]

    def take(self, item: int, one: int) -> None:
        self.taken[item], self.given[one] = one, item

    def left(self, kind: Kind) -> tuple[list[int], list[int]]:
        """Items and known ones that have no partner yet, in order."""
        items = [place for place, item in enumerate(self.found) if item.kind == kind and self.taken[place] is None]
        known = [place for place, one in enumerate(self.known) if one.kind == kind and place not in self.given]
        return items, known

    def parent(self, item: int) -> str | None:
        """The key of the requirement that a criterion belongs to; None where that is new."""
        parent = self.parents[item]
        place = None if parent is None else self.taken[parent]
        return None if place is None else self.known[place].key

    def by_key(self, kind: Kind) -> None:
        """By the key that stood in the text before, then by the project's own."""
        for key_of in (lambda one: one.written, lambda one: one.key):
            self.pair(kind, lambda item: item.key, key_of)

    def by_hash(self, kind: Kind) -> None:
        self.pair(kind, lambda item: item.content_hash, lambda one: one.content_hash)

    def pair(self, kind: Kind, of_item: Callable[[Item], str | None], of_known: Callable[[Known], str | None]) -> None:
        """Equals with equals: those with the same words too first, then of the same requirement, then in order."""
        for fine in (
            lambda parent, digest: (parent, digest),
            lambda parent, digest: (parent,),
            lambda parent, digest: (),
        ):
            items, known = self.left(kind)
            waiting: dict[tuple[str | None, ...], deque[int]] = defaultdict(deque)
            for one in known:
                row = self.known[one]
                waiting[of_known(row), *fine(row.parent, row.content_hash)].append(one)
            for place in items:
                item = self.found[place]
                value = of_item(item)
                queue = waiting.get((value, *fine(self.parent(place), item.content_hash))) if value else None
                if queue:
                    self.take(place, queue.popleft())

    def by_likeness(self, kind: Kind) -> None:
        items, known = self.left(kind)
        if not items or not known:
            return
        for _, _, item, one in sorted(self._alike(items, known)):
            if self.taken[item] is None and one not in self.given:
                self.take(item, one)

    def _alike(self, items: list[int], known: list[int]) -> Iterator[tuple[float, int, int, int]]:
        """Pairs that may be the same, to be sorted: the most alike first, then the nearest."""
        corpus = Corpus([one.words for one in self.known])
        vectors = {one: corpus.vectors[one] for one in known}
        index, here = Index(vectors.items()), _here(self.taken, items, known)
        for item in items:
            vector = corpus.vector(self.found[item].words)
            for one in {*index.nearest(vector, _CANDIDATES), *here[item]}:
                likeness, near = cosine(vector, vectors[one]), one in here[item]
                if likeness >= (ALIKE_HERE if near else ALIKE) and not self._contradict(item, one):
                    bonus = _SAME_PLACE * near + _SAME_SECTION * self._same_section(item, one)
                    yield -(likeness + bonus), abs(item - one), item, one

    def _contradict(self, item: int, one: int) -> bool:
        """Whether the text has a key that is not this one's."""
        key = self.found[item].key
        return key is not None and key not in (self.known[one].key, self.known[one].written)

    def _same_section(self, item: int, one: int) -> bool:
        if self.found[item].kind == "criterion":
            return self.parent(item) == self.known[one].parent
        return self.found[item].section == self.known[one].section


def _here(taken: Sequence[int | None], items: list[int], known: list[int]) -> dict[int, set[int]]:
    """For each item those known ones that stood where it stands: between the same neighbours, and there at about the
    same position, counted from the one neighbour or from the other."""
    gaps: dict[tuple[int, int], list[int]] = defaultdict(list)
    before, after = _last_taken(taken, -1), _last_taken(taken[::-1], maxsize)[::-1]
    for item in items:
        gaps[before[item], after[item]].append(item)
    found: dict[int, set[int]] = {item: set() for item in items}
    for (low, high), inside in gaps.items():
        there = known[bisect_right(known, low) : bisect_left(known, high)]
        for rank, item in enumerate(inside):
            from_end = len(there) - len(inside) + rank
            for middle in (rank, from_end):
                found[item].update(there[max(middle - 1, 0) : max(middle + 2, 0)])
    return found


def _last_taken(taken: Sequence[int | None], start: int) -> list[int]:
    """For each place the nearest partner at or before it."""
    last, found = start, []
    for one in taken:
        last = last if one is None else one
        found.append(last)
    return found
