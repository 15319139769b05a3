"""Moments that callers send."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator


def _in_utc(moment: datetime) -> datetime:
    try:
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("this moment is out of range") from None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


GivenMoment = Annotated[datetime, AfterValidator(_in_utc)]
"""A moment in RFC 3339, or a date for its beginning; without a zone it is UTC. Stored in milliseconds."""
