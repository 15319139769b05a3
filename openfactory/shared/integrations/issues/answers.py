"""Reading answers that are no success: why, and when it may be tried again. The shapes are GitHub's and Jira's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

import httpx
import msgspec

from openfactory.core import clock
from openfactory.core.redaction import MASK, redact_text

LONGEST: Final = 300
A_MINUTE: Final = 60  # what GitHub asks for where a secondary limit says nothing
LONGEST_PAUSE: Final = 24 * 3600


def said(answer: httpx.Response, secrets: Sequence[str]) -> str:
    """The service's own words, in one line after a colon; nothing for pages made for people."""
    try:
        content = msgspec.json.decode(answer.content)
    except msgspec.DecodeError:
        return ""
    text = "; ".join(dict.fromkeys(" ".join(part.split()) for part in _texts(content) if part.strip()))
    for secret in secrets:
        text = text.replace(secret, MASK)
    text = redact_text(text.replace("\0", ""))
    return f": {text[:LONGEST]}" if text else ""


def _texts(content: Any) -> Iterator[str]:
    """GitHub: `message`, `errors[{field, code, message}]`. Jira: `errorMessages[]`, `errors{field: text}`."""
    if not isinstance(content, dict):
        return
    yield from _strings([content.get("message")])
    yield from _strings(content.get("errorMessages"))
    errors = content.get("errors")
    if isinstance(errors, dict):
        yield from (f"{field}: {text}" for field, text in errors.items() if isinstance(text, str))
    elif isinstance(errors, list):
        yield from _strings(errors)
        for error in errors:
            if isinstance(error, dict):
                parts = (error.get("field"), error.get("message") or error.get("code"))
                yield ": ".join(_strings(parts))


def _strings(values: Any) -> Iterator[str]:
    return (value for value in values if isinstance(value, str)) if isinstance(values, Iterable) else iter(())


def is_limited(answer: httpx.Response) -> bool:
    """Whether it is only too early: 429, or GitHub's 403 for its primary or a secondary limit."""
    if answer.status_code == 403:
        used_up = answer.headers.get("x-ratelimit-remaining") == "0"
        return used_up or "retry-after" in answer.headers or b"rate limit" in answer.content.lower()
    return answer.status_code == 429


def pause(answer: httpx.Response) -> int:
    """After how many seconds it may be tried again: `Retry-After`, or the moment of `X-RateLimit-Reset`."""
    with suppress(ValueError):
        return _bounded(int(answer.headers["retry-after"])) if "retry-after" in answer.headers else _until_reset(answer)
    return A_MINUTE


def _until_reset(answer: httpx.Response) -> int:
    if answer.headers.get("x-ratelimit-remaining") != "0":
        return A_MINUTE
    return _bounded(int(answer.headers.get("x-ratelimit-reset", "")) - int(clock.now().timestamp()))


def _bounded(seconds: int) -> int:
    return max(1, min(seconds, LONGEST_PAUSE))
