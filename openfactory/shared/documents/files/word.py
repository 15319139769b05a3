"""Names in Word files, by which a file that was written here is read again as it was.

Styles carry what Word has no other place for: that a block stands in a quote, or the language of code.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

APPLICATION = "openfactory"  # what docProps/app.xml says has made the file
STEP = 360  # twentieths of a point that each list and each quote stands further in

TITLE, DETAILS = "Document Title", "Document Details"
COVER_TITLE, COVER_DETAILS = "Cover Title", "Cover Details"
CODE, INLINE_CODE, MENTION, IMAGE = "Code", "Inline Code", "Mention", "Image Reference"
RULE, DIAGRAM_LABEL, SEPARATOR = "Horizontal Rule", "Diagram Label", "Table Separator"
QUOTE, CONTINUED = "Quote", "List Continue"
BULLETS, NUMBERS, TASKS = "List Bullet", "List Number", "List Task"
CELL, HEADER_CELL, TABLE = "Table Text", "Table Heading", "Document Table"
SMALL_CELL, SMALL_HEADER_CELL = "Table Text Small", "Table Heading Small"  # in tables of many columns
CELLS = (CELL, HEADER_CELL, SMALL_CELL, SMALL_HEADER_CELL)
HEADER_CELLS = (HEADER_CELL, SMALL_HEADER_CELL)
MENTION_TAG = "mention:"

_QUOTED = re.compile(r"(.*) \(quoted(?: (\d{1,2}))?\)")
_QUOTE = re.compile(rf"{QUOTE}(?: (\d{{1,2}}))?")


def quoted(name: str, depth: int) -> str:
    """The style of a block of style `name` that stands in so many quotes."""
    if depth == 0:
        return name
    number = f" {depth}" if depth > 1 else ""
    return f"{QUOTE}{number}" if name in ("Normal", CONTINUED) else f"{name} (quoted{number})"


def unquoted(name: str) -> tuple[str, int]:
    """The style of a block, and in how many quotes it stands."""
    if found := _QUOTE.fullmatch(name):
        return "Normal", int(found[1] or 1)
    if found := _QUOTED.fullmatch(name):
        return found[1], int(found[2] or 1)
    return name, 0


def code_style(language: str | None) -> str:
    """The style of code in a language. What may not stand in a style's name is percent-encoded."""
    return f"{CODE}: {quote(language, safe='+#. ')}" if language else CODE


def language_of(style: str) -> str | None:
    """The language that a style says."""
    return unquote(style.removeprefix(f"{CODE}: ")) if style.startswith(f"{CODE}: ") else None


def style_id(name: str) -> str:
    """The id of a style: its name without spaces, as Word makes it, and other signs as numbers."""
    return "".join(c if c.isalnum() and c.isascii() else "" if c == " " else f"_{ord(c):x}" for c in name)
