"""Figures with units in texts, and whether two texts differ in nothing but those."""

from __future__ import annotations

import re
from collections import defaultdict

_NUMBER = r"(?<![\w.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_UNITS = (
    r"ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|h|hours?|days?|weeks?|months?|years?|%|percent|"
    r"kb|kib|mb|mib|gb|gib|tb|tib|bytes?|kbit/s|mbit/s|px|pixels?|mm|cm|m|km|kg|g|mg|°c|v|w|"
    r"users?|requests?|rps|req/s|items?|characters?|attempts?|times|entries|rows?|files?|records?|requests?/s"
)
_QUANTITY = re.compile(rf"{_NUMBER}\s?({_UNITS})(?![\w/])", re.IGNORECASE)
_FIGURE = re.compile(rf"{_NUMBER}\s?(?:(?:{_UNITS})(?![\w/]))?", re.IGNORECASE)
_NAME = re.compile(r"(?<=\s)(?:[A-Z]\w*|\w*\d\w*)")
_SCALES = {
    **dict.fromkeys(("ms", "millisecond"), ("time", 0.001)),
    **dict.fromkeys(("s", "sec", "second"), ("time", 1.0)),
    **dict.fromkeys(("min", "minute"), ("time", 60.0)),
    **dict.fromkeys(("h", "hour"), ("time", 3600.0)),
    "day": ("time", 86_400.0),
    "week": ("time", 604_800.0),
    **dict.fromkeys(("kb", "kib"), ("size", 1.0)),
    **dict.fromkeys(("mb", "mib"), ("size", 1024.0)),
    **dict.fromkeys(("gb", "gib"), ("size", 1024.0**2)),
    **dict.fromkeys(("tb", "tib"), ("size", 1024.0**3)),
    "percent": ("%", 1.0),
}


def quantities(text: str) -> dict[str, dict[float, str]]:
    """Values of each kind of unit in one scale, and how they are written: `{"time": {2.0: "2 s"}}`."""
    found: dict[str, dict[float, str]] = defaultdict(dict)
    for match in _QUANTITY.finditer(text):
        unit = match[2].lower()
        singular = unit if unit in _SCALES else unit.removesuffix("s")
        kind, scale = _SCALES.get(singular, (singular, 1.0))
        found[kind][round(float(match[1].replace(",", "")) * scale, 6)] = match[0]
    return found


def without_figures(text: str) -> str:
    """The text with every figure left out."""
    return _FIGURE.sub(" ", text)


def figures(text: str) -> list[str]:
    """All numbers, as they are written."""
    return sorted(match[1] for match in _FIGURE.finditer(text))


def names(text: str) -> set[str]:
    """What texts about different things differ in: words with digits, and capitals inside a sentence."""
    return set(_NAME.findall(without_figures(text)))


def contradiction(one: str, other: str) -> tuple[str, str] | None:
    """How two texts that are much alike differ in one kind of figure; None where they agree."""
    mine, theirs = quantities(one), quantities(other)
    for kind in sorted(mine.keys() & theirs.keys()):
        if len(mine[kind]) == len(theirs[kind]) and mine[kind].keys() != theirs[kind].keys():
            here = next(written for value, written in mine[kind].items() if value not in theirs[kind])
            there = next(written for value, written in theirs[kind].items() if value not in mine[kind])
            return here, there
    return None
