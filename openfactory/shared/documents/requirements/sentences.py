"""Cutting a text into sentences, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The end of a sentence, or a candidate for one.
_END = re.compile(r"(?<![.!?])[.!?]+[\"'”’)\]]*(?=\s|$)|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|excl|resp|ca|no|nos|fig|sec|min|max|st|dr|mr|mrs|ms)|\b[A-Za-z])\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, without the white space around it. A line break ends one."""
    start = 0
    for match in _END.finditer(text):
        if match[0] != "\n" and not _ends(text, match):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends(text: str, match: re.Match[str]) -> bool:
    following = text[match.end() : match.end() + 40].lstrip(" \t")
    if following[:1].islower() and match[0].startswith("."):
        return False
    return not (following and match[0] == "." and _ABBREVIATION.search(text, max(0, match.end() - 8), match.end()))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
