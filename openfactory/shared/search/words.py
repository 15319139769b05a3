"""The words of a text: alike for what is kept and what is asked, and on either database.

A word is a run of letters, digits and their marks; case and accents are folded. Words joined by `_` or `-`, and the
humps of camelCase, are words of their own and, joined, one more: `retry_count` has `retry`, `count`, `retrycount`.
Scripts without spaces between words (Chinese, Japanese, Thai, …) have each character, and each two neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple
from unicodedata import category, normalize

LONGEST = 40  # characters of a word; what is longer is found by its beginning
MOST_JOINED = 8  # parts; a longer chain (a slug, a dashed line) has its parts only

# Letters that Unicode does not take apart into a letter and an accent. (ß is two letters once its case is folded.)
_LETTERS = {
    **{"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"},
    **{"Ø": "O", "Đ": "D", "Ð": "D", "Ł": "L", "Ħ": "H", "Ŧ": "T", "Æ": "Ae", "Œ": "Oe", "Þ": "Th"},
}
_ANY_LETTER = re.compile(f"[{''.join(_LETTERS)}]")
# What is left out: accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic, what is not seen at all.
# Other marks (vowels of Devanagari, the two strokes of が) make another word of it.
_ACCENTS = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u2060\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+"
)
_MARKS = _ACCENTS.sub("", "".join(m for m in map(chr, range(0x300, 0x3100)) if category(m).startswith("M")))
_RUN = f"(?:[^\\W_]++|[{_MARKS}]++)++"
_CHAIN = re.compile(f"{_RUN}(?:[_-]{_RUN})*+")
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
)
# A character without spaces around it; capitals, but not the one that begins a hump; a hump.
_PART = re.compile(f"([{_UNSPACED}][\u3099\u309a]?)|[A-Z]+(?![a-z])|[A-Z]?[^A-Z_\\-{_UNSPACED}]+")
_JOINT = re.compile("[_-]")
_KEY = re.compile(r"[A-Za-z]+-\d+")


class Piece(NamedTuple):
    """A word as it is looked for, and its place in the chain it was taken from."""

    word: str
    start: int
    end: int
    kind: Literal["word", "character", "pair", "joined"] = "word"


def folded(text: str) -> str:
    """The text without accents. It keeps its case, which tells the humps of camelCase."""
    if text.isascii():
        return text
    return _ANY_LETTER.sub(lambda letter: _LETTERS[letter.group()], _ACCENTS.sub("", normalize("NFKD", text)))


def chains(text: str) -> Iterator[re.Match[str]]:
    """The words of a folded text, those that are joined still in one."""
    return _CHAIN.finditer(text)


def is_key(chain: str) -> bool:
    """Whether it is the key of a thing: WO-12."""
    return _KEY.fullmatch(chain) is not None


def pieces(chain: str) -> list[Piece]:
    """The words of a chain and, last, all of them joined."""
    if chain.islower() and chain.isascii() and chain.isalnum():
        return [Piece(chain[:LONGEST], 0, len(chain))]
    found: list[Piece] = []
    for match in _PART.finditer(chain):
        start, end = match.span()
        if match.group(1) is None:
            found.append(Piece(_word(match.group()), start, end))
            continue
        if found and found[-1].kind == "character" and found[-1].end == start:
            first = found[-1].start
            found.append(Piece(chain[first:end], first, end, "pair"))
        found.append(Piece(match.group(), start, end, "character"))
    if 1 < len(found) <= MOST_JOINED and all(piece.kind == "word" for piece in found):
        found.append(Piece(_word(_JOINT.sub("", chain)), 0, len(chain), "joined"))
    return found


def _word(text: str) -> str:
    return text.casefold()[:LONGEST]


def counted(text: str) -> Counter[str]:
    """How often each word is in the text, in the order of their first places."""
    counts: Counter[str] = Counter()
    for chain, times in Counter(_CHAIN.findall(folded(text))).items():
        for piece in pieces(chain):
            counts[piece.word] += times
    return counts
