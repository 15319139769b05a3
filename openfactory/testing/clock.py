"""Time travel for tests: shift or freeze the clock that all of openfactory reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from openfactory.core import clock


@contextmanager
def shifted(by: timedelta | None = None, **span: float) -> Iterator[None]:
    """Let time run on from another moment: `shifted(hours=25)`, `shifted(days=-1)`. Shifts add up when nested."""
    ahead = by if by is not None else timedelta(**span)
    before = clock.source
    with _replaced(lambda: before() + ahead):
        yield


@contextmanager
def frozen(at: datetime | None = None) -> Iterator[datetime]:
    """Let time stand still at a moment with a time zone, by default now, and give that moment."""
    if at is not None and at.tzinfo is None:
        raise ValueError(f"frozen() needs a moment with a time zone; {at.isoformat()} has none: add tzinfo=UTC")
    moment = clock.now() if at is None else at.astimezone(UTC)
    with _replaced(lambda: moment):
        yield clock.now()


@contextmanager
def _replaced(source: Callable[[], datetime]) -> Iterator[None]:
    before, clock.source = clock.source, source
    try:
        yield
    finally:
        clock.source = before
