"""Which abbreviations a document explains."""

from __future__ import annotations

import re
from collections.abc import Iterable

_EXPLAINED = re.compile(
    r"\(\s*([A-Z][\w]{1,6})\s*\)|\b([A-Z][A-ZÄÖÜ]{1,5})s?\b\s*(?:\(|—|–|:|=|stands\s+for|means|is\s+short\s+for|\s-\s)"
)


def explained(texts: Iterable[str]) -> frozenset[str]:
    """Abbreviations that texts explain: in brackets after the words, before an explanation, or alone in a cell."""
    found: set[str] = set()
    for text in texts:
        found.update(match[1] or match[2] for match in _EXPLAINED.finditer(text))
        if 1 < len(text.strip()) <= 6 and text.strip().isupper():
            found.add(text.strip())
    return frozenset(found)
