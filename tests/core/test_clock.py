"""One clock for all: UTC, in milliseconds, and tests can travel in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from openfactory.core import clock
from openfactory.testing.clock import frozen, shifted

NOON = datetime(2026, 3, 1, 12, 0, 0, 123_999, tzinfo=UTC)


def test_now_is_the_present_in_utc():
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_now_has_milliseconds_and_nothing_finer():
    with frozen(NOON):
        assert clock.now() == datetime(2026, 3, 1, 12, 0, 0, 123_000, tzinfo=UTC)


def test_frozen_time_stands_still():
    with frozen() as moment:
        assert clock.now() == moment == clock.now()


def test_a_moment_of_another_zone_is_the_same_moment_in_utc():
    with frozen(datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1)))) as moment:
        assert moment == datetime(2026, 3, 1, 12, tzinfo=UTC)
        assert clock.now().tzinfo is UTC


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="tzinfo=UTC"), frozen(datetime(2026, 3, 1)):  # noqa: DTZ001
        pass


def test_shifted_time_runs_on():
    with frozen(NOON), shifted(hours=25):
        assert clock.now() == datetime(2026, 3, 2, 13, 0, 0, 123_000, tzinfo=UTC)
    with shifted(timedelta(days=-1)):
        assert timedelta(hours=23) < datetime.now(UTC) - clock.now() < timedelta(hours=25)


def test_shifts_add_up():
    with frozen(NOON), shifted(hours=1), shifted(minutes=1):
        assert clock.now().strftime("%H:%M") == "13:01"


def test_time_is_as_it_was_afterwards_even_after_an_error():
    with pytest.raises(RuntimeError), shifted(days=1):
        raise RuntimeError
    assert clock.source is clock.system_time
