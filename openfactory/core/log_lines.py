"""Log entries as lines: a JSON object for machines, a line for people."""

from __future__ import annotations

import json
from collections.abc import Callable, MutableMapping
from typing import Any

import msgspec
import structlog

Event = MutableMapping[str, Any]
FIRST = ("timestamp", "level", "event", "logger")
_TRACEBACKS = ("exception", "stack")
# Terminals obey control characters, and a line break would let a caller's text pass for an entry of its own.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {
    0x09: "\t",
    0x0A: "\\n",
    0x0D: "\\r",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def json_line(logger: Any, method: str, event: Event) -> str:
    """One JSON object, whatever the entry holds."""
    ordered = {name: event.pop(name, None) for name in FIRST} | dict(event)
    try:
        return msgspec.json.encode(ordered, enc_hook=str).decode()
    except (ValueError, TypeError):  # half a surrogate pair, a key that is no text
        plain = json.dumps(ordered, default=str, skipkeys=True)
        return json.dumps(json.loads(plain, parse_constant=str))  # NaN is no JSON


def console(*, colors: bool) -> Callable[[Any, str, Event], str]:
    """A renderer for people; it draws tracebacks below the line."""
    draw = structlog.dev.ConsoleRenderer(
        colors=colors, exception_formatter=structlog.dev.plain_traceback, pad_event_to=40
    )

    def render(logger: Any, method: str, event: Event) -> str:
        del event["pid"]
        plain = {name: value if name in _TRACEBACKS else _one_line(value) for name, value in event.items()}
        return draw(logger, method, plain)

    return render


def _one_line(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # Half a surrogate pair cannot be written; the entry must not be lost for it.
    return value.translate(_CONTROLS).encode("utf-8", "backslashreplace").decode()
