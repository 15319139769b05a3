"""When a delivery is tried again, and when a receiver is given up."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

_SECONDS, _MINUTES, _HOURS = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

PAUSES: Final = (
    5 * _SECONDS,
    1 * _MINUTES,
    5 * _MINUTES,
    30 * _MINUTES,
    2 * _HOURS,
    5 * _HOURS,
    10 * _HOURS,
    14 * _HOURS,
    20 * _HOURS,
    24 * _HOURS,
)
"""After the first, second, … failed attempt; one attempt more than there are pauses, over some three days."""
JITTER: Final = 0.1  # up to so much longer, so that what failed together does not come back together
LONGEST_WAIT: Final = timedelta(hours=24)  # that a receiver can ask for by Retry-After
MOST_FAILED: Final = 20  # deliveries in a row with all attempts used up
LONGEST_FAILING: Final = timedelta(days=3)  # without anything that has arrived


def pause_after(attempts: int, retry_after: timedelta | None) -> timedelta | None:
    """How long to wait after so many failed attempts; None: all are used up."""
    if attempts > len(PAUSES):
        return None
    usual = PAUSES[attempts - 1] * (1 + JITTER * random.random())  # noqa: S311
    return max(usual, min(retry_after or timedelta(), LONGEST_WAIT))


def given_up(failed_in_a_row: int, failing_since: datetime, now: datetime) -> bool:
    """Whether nothing more is to be sent to a receiver that fails."""
    return failed_in_a_row >= MOST_FAILED or now - failing_since >= LONGEST_FAILING
