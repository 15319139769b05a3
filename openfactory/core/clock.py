"""The one clock: what time it is, in UTC and as precise as the wire format."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime


def system_time() -> datetime:
    """The machine's clock in UTC."""
    return datetime.now(UTC)


source: Callable[[], datetime] = system_time
"""Where the time comes from; tests put another one here with `openfactory.testing.clock`."""


def now() -> datetime:
    """The present moment in UTC, truncated to milliseconds.

    What is stored, sent and compared has the same precision on every database and in every answer; a moment
    with microseconds would be later than its own stored copy.
    """
    moment = source()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
