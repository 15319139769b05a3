"""JSON objects that are kept as they come: within a size, and with numbers that every database gives back."""

from __future__ import annotations

import math
from typing import Any

import msgspec
from pydantic import AfterValidator

LEAST, MOST = -(2**63), 2**64 - 1


def check_json(value: Any, largest: int) -> None:
    """Refuse (ValueError) more than so many bytes, and numbers that would come back as others."""
    _check_numbers(value)
    size = len(msgspec.json.encode(value))
    if size > largest:
        raise ValueError(f"at most {largest} bytes of JSON are kept, and these are {size}")


def bounded(largest: int) -> AfterValidator:
    """The same as a part of a type: `Annotated[dict[str, Any], bounded(16 * 1024)]`."""

    def check(value: Any) -> Any:
        check_json(value, largest)
        return value

    return AfterValidator(check)


def decoded(value: Any) -> Any:
    """A JSON column's value as a named query gives it: text on one database, and decoded on the other."""
    return msgspec.json.decode(value) if isinstance(value, str | bytes) else value


def _check_numbers(value: Any) -> None:
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found
        elif isinstance(found, int) and not LEAST <= found <= MOST:
            raise ValueError("whole numbers must fit into 64 bits")
        elif isinstance(found, float) and not math.isfinite(found):
            raise ValueError("numbers must be finite")
