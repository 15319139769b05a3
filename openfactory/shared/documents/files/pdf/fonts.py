"""Fonts of PDF files: each piece of a text in one that has its characters.

Noto Sans for text, DejaVu Sans Mono for code, DejaVu Sans for symbols, Droid Sans Fallback for Chinese, Japanese and
Korean; their licences stand beside them. Texts run from left to right and letters are not joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from unicodedata import category

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont

_FOLDER = Path(__file__).parent.parent / "static"
REGULAR, BOLD, ITALIC, BOLD_ITALIC = "NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSans-BoldItalic"
MONO = "DejaVuSansMono"
SYMBOLS = "DejaVuSans"
_FALLBACKS = (SYMBOLS, MONO, "DroidSansFallback")
_MISSING = "□"
# Signs that are drawn in colour elsewhere and for which the fonts have a plain one.
_PLAIN = {
    **dict.fromkeys("😀😃😄😁😊🙂😉", "☺"),
    **dict.fromkeys("🙁☹😞😢", "☹"),
    **dict.fromkeys("🔴🟢🟡🔵🟠", "●"),
    "✅": "✔",
    "❌": "✘",
    "❎": "✘",
    "⭐": "★",
    "🌟": "★",
    "🚩": "⚑",
    "🔧": "⚒",
    "📌": "⚑",
}
_TAB = "    "


def text_font(*, bold: bool = False, italic: bool = False) -> str:
    """The font of running text."""
    if bold:
        return BOLD_ITALIC if italic else BOLD
    return ITALIC if italic else REGULAR


def runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """Pieces of a text, each with the name of a font that has all of its characters."""
    load(font)
    if text.isascii() and text.isprintable():
        yield font, text
        return
    chosen = [found for character in text if (found := _glyph(character, font))]
    for name, group in groupby(chosen, key=lambda pair: pair[0]):
        yield name, "".join(character for _, character in group)


def width(text: str, font: str, size: float) -> float:
    """How wide a text is on the page, in points."""
    return float(sum(stringWidth(piece, name, size) for name, piece in runs(text, font)))


@lru_cache(maxsize=50_000)
def _glyph(character: str, font: str) -> tuple[str, str] | None:
    """A font and the character to draw with it; None for what has no shape of its own."""
    if character in "\t\n\r\u2028\u2029":
        return font, _TAB if character == "\t" else " "
    if category(character) in ("Cc", "Cf", "Cs") or "\ufe00" <= character <= "\ufe0f":
        return None
    character = _PLAIN.get(character, character)
    if character > "\uffff":  # ReportLab 5.1 tells viewers a wrong character for these, and for others beside them
        return SYMBOLS, _MISSING
    for name in (font, *_FALLBACKS):
        if ord(character) in load(name).face.charToGlyph:
            return name, character
    return SYMBOLS, _MISSING


@cache
def load(name: str) -> TTFont:
    """Make a font known to ReportLab."""
    font = TTFont(name, str(_FOLDER / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    return font
