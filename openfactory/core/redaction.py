"""What may not be shown: values under telling names, and tokens and passwords within texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

MASK = "********"
DEEPEST = 6
_NAME = re.compile(r"authorization|cookie|password|passwd|token|secret|api[-_]?key", re.IGNORECASE)
_TEXTS: tuple[tuple[re.Pattern[str], str], ...] = (
    # The password may hold colons and at signs: it ends at the last at sign before the next slash or space.
    (re.compile(r"(\w://[^\s:/@'\"]*):[^\s/]+@"), rf"\1:{MASK}@"),
    (re.compile(r"(?i)\b(bearer|basic)(\s+)[\w.~+/=-]{6,}"), rf"\1\2{MASK}"),
    (re.compile(r"\b(of-key-|openfactory\.bearer\.)[\w.~+/=-]+"), rf"\1{MASK}"),
    # Of the services this server is given keys for: model providers and GitHub.
    (re.compile(r"\b(sk-|gh[opsru]_|github_pat_)[\w-]{16,}"), rf"\1{MASK}"),
    # password=…, ?access_token=…, "api_key": "…", as queries, command lines and JSON have them.
    (
        re.compile(
            r"(?i)((?:authorization|cookie|password|passwd|token|secret|api[-_]?key|_session)"
            r"(?:\s*=\s*[\"']?|[\"']\s*:\s*[\"']))(?!\*{8})[^\s\"'&;,)]+"
        ),
        rf"\1{MASK}",
    ),
)
_HARMLESS = (bool, int, float, date, time, timedelta, Decimal, UUID, type(None))


def is_secret_name(name: str) -> bool:
    """Whether a value of this name is to be masked: `password`, `set-cookie`, `github_client_secret`, …"""
    return _NAME.search(name) is not None


def redact_text(text: str) -> str:
    """`text` without the tokens and passwords that can be told by their form."""
    for pattern, masked in _TEXTS:
        text = pattern.sub(masked, text)
    return text


def redact(name: str, value: Any) -> Any:
    """`value` as it may be shown under `name`, whatever it holds; objects are shown by their repr.

    A number under a telling name stays: it is a count (`input_tokens`), not a secret.
    """
    return _redact(name, value, DEEPEST)


def _redact(name: str, value: Any, depth: int) -> Any:
    if isinstance(value, _HARMLESS):
        return value
    if is_secret_name(name):
        return MASK if value else value
    if isinstance(value, str):
        return redact_text(value.value if isinstance(value, Enum) else value)
    if depth and isinstance(value, Mapping):
        return {_key(key): _redact(str(key), item, depth - 1) for key, item in value.items()}
    if depth and isinstance(value, list | tuple | set | frozenset):
        return _redact_items(name, value, depth - 1)
    return redact_text(_described(value))


def _described(value: Any) -> str:
    try:
        return repr(value)
    except Exception as error:  # of a foreign object: showing it must not end what shows it
        return f"<{type(value).__name__} whose repr fails: {type(error).__name__}>"


def _redact_items(name: str, items: Any, depth: int) -> list[Any]:
    """Items one by one; a pair whose first is a name, as header lists have them, counts as name and value."""
    if isinstance(items, tuple) and len(items) == 2 and isinstance(items[0], str | bytes):
        first = items[0] if isinstance(items[0], str) else items[0].decode("latin-1")
        return [redact_text(first), _redact(first, items[1], depth)]
    return [_redact(name, item, depth) for item in items]


def _key(key: Any) -> str:
    return redact_text(key if isinstance(key, str) else str(key))
