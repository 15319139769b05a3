"""What a review finds."""

from __future__ import annotations

from typing import Literal

from openfactory.core.http.schemas import Out


class FindingOut(Out):
    """One thing to ask about; `start` and `end` count characters in the text of the block at `pointer`."""

    rule: str
    severity: Literal["error", "warning", "info"]
    pointer: str
    start: int
    end: int
    excerpt: str
    explanation: str
    question: str
    fix: str | None
    reference: str


class ReviewOut(Out):
    """What the rules have found, in reading order: questions to ask, not errors that block."""

    findings: list[FindingOut]
    version: int
