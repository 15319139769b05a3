"""Words to search by: folded, so that case and accents do not count."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

LONGEST = 40
MOST_ASKED = 4
AFTER = "\U0010ffff"  # behind each word that begins with what it follows

_WORD = re.compile(r"[^\W_]+")
_KEY = re.compile(r"\bwo-(?=\d)")


def words_of(text: str) -> list[str]:
    """The words of a text, each once: `Crème-Brûlée WO-3` has creme, brulee and wo3."""
    plain = "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))
    return list(dict.fromkeys(word[:LONGEST] for word in _WORD.findall(_KEY.sub("wo", plain))))


def words_to_keep(title: str, number: int) -> list[str]:
    """What a work order is found by: words of its title, its key and its number."""
    return list(dict.fromkeys([*words_of(title), f"wo{number}", str(number)]))


def words_asked_for(text: str) -> list[str]:
    """The longest words of a search, the longest first: that is the one fewest work orders have."""
    return sorted(words_of(text), key=len, reverse=True)[:MOST_ASKED]
