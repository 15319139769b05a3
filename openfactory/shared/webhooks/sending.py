"""One attempt: a signed POST, and what came of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

import httpx
import msgspec

from openfactory.core import clock
from openfactory.core.outgoing import AnswerTooLarge, OutgoingRefused
from openfactory.core.redaction import MASK, redact_text
from openfactory.shared.webhooks.signing import signed_headers

EXCERPT = 1024  # bytes of the answer that are read
GONE = 410
LONGEST_ERROR = 300


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt. `error` is None when it has arrived; no text holds a URL or a secret."""

    status: int | None
    error: str | None
    excerpt: str | None
    duration_ms: int
    retry_after: timedelta | None = None

    @property
    def delivered(self) -> bool:
        """Whether the receiver has it."""
        return self.error is None


def body_of(event_type: str, timestamp: str, data: object) -> str:
    """The body of a message, the same in each attempt. `data` may be JSON already (`msgspec.Raw`)."""
    return msgspec.json.encode({"type": event_type, "timestamp": timestamp, "data": data}).decode()


async def send(
    client: httpx.AsyncClient,
    url: str,
    keys: Sequence[str],
    message_id: UUID,
    body: str,
    *,
    seconds: float,
) -> Outcome:
    """Post one message, signed by each of the secrets. Redirects are not followed: they count as failures."""
    content = body.encode()
    headers = {"content-type": "application/json", **signed_headers(message_id, clock.now(), content, keys)}
    began = time.perf_counter()
    status = excerpt = retry_after = None
    try:
        async with asyncio.timeout(seconds), client.stream("POST", url, content=content, headers=headers) as answer:
            status, retry_after = answer.status_code, _pause(answer.headers.get("retry-after"))
            excerpt = await _beginning(answer)
        error = None if answer.is_success else f"the receiver answered with {status}"
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, AnswerTooLarge, OutgoingRefused) as failure:
        # What follows an answer's head does not matter: the status has said whether it has arrived.
        error = None if status is not None and 200 <= status < 300 else _reason(failure, seconds)
    duration_ms = round((time.perf_counter() - began) * 1000)
    return Outcome(status, _plain(error, keys, LONGEST_ERROR), _plain(excerpt, keys, EXCERPT), duration_ms, retry_after)


async def _beginning(answer: httpx.Response) -> str:
    read = b""
    async for part in answer.aiter_raw():
        read += part
        if len(read) >= EXCERPT:
            break
    return read[:EXCERPT].decode(errors="replace")


def _reason(failure: Exception, seconds: float) -> str:
    if isinstance(failure, TimeoutError | httpx.TimeoutException):
        return f"no answer within {seconds:g} seconds"
    if isinstance(failure, OutgoingRefused):
        return str(failure)
    return f"{type(failure).__name__}: {failure}"


def _plain(text: str | None, keys: Sequence[str], longest: int) -> str | None:
    """Without what must not be stored: secrets that a receiver sends back, and NUL, which PostgreSQL refuses."""
    if text is None:
        return None
    for key in keys:
        text = text.replace(key, MASK)
    return redact_text(text.replace("\0", ""))[:longest]


def _pause(header: str | None) -> timedelta | None:
    """`Retry-After`: seconds, or a date (RFC 9110, 10.2.3)."""
    if header is None:
        return None
    if header.isascii() and header.isdigit():
        return timedelta(seconds=min(int(header[:9]), 10**9))
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return _aware(moment) - clock.now()


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
