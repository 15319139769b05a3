"""Texts of made-up words, as often as words of a language are (Zipf's law): the same ones in each run."""

from __future__ import annotations

import random
from itertools import accumulate

WORDS = 20_000
_SYLLABLES = [a + b for a in "kbdfglmnprstv" for b in ("a", "e", "i", "o", "un")]


class Texts:
    """A language, and entries written in it."""

    def __init__(self) -> None:
        chance = random.Random(1)
        words: dict[str, None] = {}
        while len(words) < WORDS:
            words["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3, 3, 4))))] = None
        self._words = list(words)
        self._often = list(accumulate(1 / (rank + 2) for rank in range(WORDS)))

    def word(self, rank: int) -> str:
        """The most frequent word is that of rank 0."""
        return self._words[rank]

    def entry(self, number: int) -> tuple[str, str]:
        """A title of four words, and a text of 120, or of 1,500 in every twentieth entry."""
        chance = random.Random(number)
        length = 1_500 if number // 2 % 20 == 0 else 120
        title, text = (chance.choices(self._words, cum_weights=self._often, k=k) for k in (4, length))
        return " ".join(title), " ".join(text)
