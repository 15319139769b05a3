"""Moments that callers send."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

_FORM = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2})?)?")


def _text(value: object) -> object:
    """Numbers would be taken for seconds since 1970, which nobody means."""
    if isinstance(value, datetime) or (isinstance(value, str) and _FORM.fullmatch(value)):
        return value
    raise ValueError("a moment such as 2030-01-31T12:00:00Z is needed")


def _in_utc(moment: datetime) -> datetime:
    try:
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("this moment is out of range") from None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


GivenMoment = Annotated[
    datetime, BeforeValidator(_text), AfterValidator(_in_utc), Field(examples=["2030-01-31T12:00:00.000Z"])
]
"""A moment in RFC 3339, or a date for its beginning; without a zone it is UTC. Stored in milliseconds."""
