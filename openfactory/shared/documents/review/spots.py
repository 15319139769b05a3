"""Where a rule has found something: a part of a sentence, or of a block; and the roles that sentences have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["requirement", "criterion", "story", "prose"]
JUDGED: frozenset[Role] = frozenset({"requirement", "criterion", "story"})


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a sentence. `note` goes before the rule's explanation."""

    start: int
    end: int
    fix: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a block."""

    pointer: str
    start: int
    end: int
    fix: str | None = None
    note: str = ""
