"""A call of a job: what is to run, with which arguments."""

from __future__ import annotations

from dataclasses import dataclass

FIRST, NORMAL, LAST = 1, 5, 9


@dataclass(frozen=True)
class JobCall:
    """Made by calling a job. `arguments` is JSON; `unique` makes a second call of the same key the same job."""

    type: str
    arguments: str
    unique: str | None = None
    priority: int = NORMAL
