"""Slugs: names for URLs."""

from __future__ import annotations

import re
import secrets
import unicodedata

_DROPPED = re.compile(r"[^a-z0-9]+")
LONGEST = 60


def slug_of(name: str, fallback: str) -> str:
    """`Crème brûlée 2` → `creme-brulee-2`; `fallback` where nothing of the name can stand in a slug."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _DROPPED.sub("-", plain).strip("-")[:LONGEST].strip("-") or fallback


def another(slug: str) -> str:
    """A variant, for where the slug is taken."""
    return f"{slug}-{secrets.token_hex(3)}"
