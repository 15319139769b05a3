"""Snippets: the place in a text where the words are, as HTML with each of them in `<mark>`.

Cut here and not by the database, so that both give the same, and that of the text as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape

from openfactory.shared.search.question import Question
from openfactory.shared.search.words import chains, folded, pieces

LENGTH = 200  # characters of the text
BEFORE = 50  # of them before the first hit
STRIDE = 400  # short, since from the first hit's stride all words are taken apart
OVERLAP = 100  # more than a word is long, so that none is lost between two strides
PATIENCE = 400_000  # characters looked through for one answer, at most 20 ms of CPU time


class Snippets:
    """Those of one answer. When its patience has run out, texts are shown from their beginning."""

    def __init__(self, asked: Question) -> None:
        self._asked = asked
        self._patience = PATIENCE

    def of(self, text: str) -> str:
        """About 200 characters around the first of the words, else the beginning; HTML that is safe in a page."""
        start, end = self._window(text, self._first(text))
        before, after = "…" if start else "", "…" if end < len(text) else ""
        return before + self._marked(text[start:end]) + after

    def _first(self, text: str) -> int:
        for start in range(0, len(text), STRIDE):
            if self._patience <= 0:
                break
            part = text[start : start + STRIDE + OVERLAP]
            self._patience -= STRIDE
            # Most parts have none of the words; to see that is far cheaper than to find where words begin.
            plain = folded(part).casefold().replace("_", "").replace("-", "")
            if any(word in plain for word in self._asked.asked):
                for first, _ in self._hits(part):
                    # What a later stride begins with may be the rest of a word, and was seen by the one before.
                    if first or not start:
                        return start + first
        return 0

    @staticmethod
    def _window(text: str, first: int) -> tuple[int, int]:
        start = max(0, first - BEFORE)
        if start:
            start = text.find(" ", start, first) + 1 or start
        end = start + LENGTH
        if end < len(text):
            end = max(text.rfind(" ", first, end), first) if " " in text[first:end] else end
        return start, min(end, len(text))

    def _marked(self, text: str) -> str:
        html, place = [], 0
        for start, end in _merged(self._hits(text)):
            html += [escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>"]
            place = end
        return "".join(html) + escape(text[place:])

    def _hits(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the words are, in their order."""
        plain, places = _traced(text)
        for chain in chains(plain):
            found = [piece for piece in pieces(chain.group()) if self._asked.asks_for(piece)]
            for piece in sorted(found, key=lambda piece: piece.start):
                start, end = places[chain.start() + piece.start], places[chain.start() + piece.end]
                yield start, max(end, start + 1)  # 1 is only a part of ½


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch made into one: characters without spaces overlap, and so do joined words and their parts."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


_folded = lru_cache(maxsize=4096)(folded)


def _traced(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and of each of its characters (and of its end) the place in the text."""
    if text.isascii():
        return text, range(len(text) + 1)
    parts = [_folded(character) for character in text]
    places = [place for place, part in enumerate(parts) for _ in part]
    return "".join(parts), [*places, len(text)]
