"""Characters as Markdown sees them: what is none, what is white space or punctuation, and references to them."""

from __future__ import annotations

import re
from typing import Literal

from markdown_it.common.utils import isPunctChar, isWhiteSpace

Class = Literal["space", "punctuation", "word"]

# What Markdown cannot carry: character references to these are U+FFFD by definition, and an import of Markdown
# would see some of them as white space and some not.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_FURTHER_NO_TEXT = re.compile(
    "[" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)) + "]"
)
_LINE_ENDS = re.compile("\r\n?")

# Never written as they are: a line end would end the line, a byte order mark would be taken for one.
REFERRED = frozenset("\n\r\f\ufeff")
ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def clean(text: str) -> str:
    """The text with U+FFFD in place of control characters, lone surrogates and code points that are no characters."""
    return _FURTHER_NO_TEXT.sub("\ufffd", _NO_TEXT.sub("\ufffd", text))


def lines_joined(text: str) -> str:
    """The text with every line end as a line feed."""
    return _LINE_ENDS.sub("\n", text)


def class_of(character: str) -> Class:
    """What it is for the rules of emphasis (CommonMark, left- and right-flanking). The edge of a text is a space."""
    if not character or isWhiteSpace(ord(character)):
        return "space"
    return "punctuation" if isPunctChar(character) else "word"


def reference(character: str) -> str:
    """A numeric character reference."""
    return f"&#{ord(character)};"
