"""The words of feedback: folded, without endings, each once."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import combining, normalize

MOST = 300  # words that are looked at; what is later is seldom news
LONGEST = 40

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STOP = frozenset(
    re.findall(
        r"\S+",
        """
        a an the of to in on at by for from with and or but if then than so as is are am be been being was were it its
        this that these those there here i me my we us our you your he she they them their do does did doing have has
        had having will would shall should can could may might must just very really also too please when while who
        which what whatever all any some each every everything one ones get gets got since again still even i'm it's
        i've we've i'd we'd that's app application
        """,
    )
)
_NOT = frozenset(("cannot", "no", "never", "nothing", "nobody", "none", "not", "without"))
_ENDINGS = ("ings", "ing", "ied", "ies", "edly", "ed", "ments", "ment", "es", "s", "ly", "e")


def folded(text: str) -> str:
    """Without case and accents."""
    plain = text.casefold().replace("’", "'")
    return plain if plain.isascii() else "".join(sign for sign in normalize("NFKD", plain) if not combining(sign))


def stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, each once; `can't`, `never` and their like are `not`."""
    found = _WORD.findall(folded(text)[: MOST * 20])[:MOST]
    return list(dict.fromkeys(stem for word in found if (stem := _stem(word))))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    if word.endswith("n't") or word in _NOT:
        return "not"
    word = word.partition("'")[0]
    if word in _STOP or len(word) < 2:
        return ""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":  # stopping, stopped
        word = word[:-1]
    return word[:LONGEST]
