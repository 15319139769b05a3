"""When a job that has failed is tried again, and what is not tried again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from openfactory.core.errors import Conflict, Refusal, TooMany, Unavailable

_PASSING = (Conflict, TooMany, Unavailable)


class JobFailed(Exception):
    """Raised in a job that need not be tried again; its text is shown to the members of the project."""


@dataclass(frozen=True)
class Retry:
    """Up to `attempts` tries (1: none again), with growing pauses between.

    The pause after the n-th failure is `first * factor ** (n - 1)` seconds, at most `longest`; of it a random part of
    up to `jitter` is left out, so that what failed together does not come back together.
    """

    attempts: int = 5
    first: float = 2.0
    factor: float = 3.0
    longest: float = 3600.0
    jitter: float = 0.25

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.first < 0 or self.factor < 1 or not 0 <= self.jitter <= 1:
            raise ValueError("Retry: attempts ≥ 1, first ≥ 0, factor ≥ 1 and jitter from 0 to 1")

    def pause(self, failures: int) -> timedelta:
        """How long to wait after so many failures."""
        full = min(self.longest, self.first * self.factor ** min(failures - 1, 60))
        return timedelta(seconds=full * (1 - self.jitter * random.random()))  # noqa: S311


USUAL = Retry()
NEVER = Retry(attempts=1)


def is_final(error: BaseException) -> bool:
    """Whether the same would happen again: said so by the job, or what was asked for is refused for good."""
    if isinstance(error, JobFailed):
        return True
    return isinstance(error, Refusal) and error.status < 500 and not isinstance(error, _PASSING)


def shown(error: BaseException) -> str:
    """One line for the members of the project: what was meant for them, else only the kind of error."""
    if isinstance(error, JobFailed | Refusal):
        return " ".join(str(error).split())
    return f"unexpected {type(error).__name__}"
