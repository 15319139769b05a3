"""Type and colours of PDF files. Sizes are in points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from openfactory.shared.documents.files.pdf.fonts import load, text_font

PAGE = A4
LEFT = RIGHT = 24 * mm
TOP, BOTTOM = 22 * mm, 26 * mm
WIDTH, HEIGHT = PAGE[0] - LEFT - RIGHT, PAGE[1] - TOP - BOTTOM

INK, SOFT, FAINT = "#1f2328", "#57606a", "#d0d7de"
GROUND, HEAD_GROUND, CODE_GROUND = HexColor("#f6f8fa"), HexColor("#eef1f4"), "#eff1f3"
LINK, ACCENT = "#0b57d0", "#1f4e79"

Alignment = Literal[0, 1, 2]
ALIGNMENTS: Mapping[str | None, Alignment] = {None: 0, "left": 0, "center": 1, "right": 2}


@dataclass(frozen=True)
class Heading:
    """A heading's size, and the space above and below it."""

    size: float
    above: float
    below: float
    color: str = ACCENT


HEADINGS = {
    1: Heading(18, 20, 7),
    2: Heading(14.5, 17, 6),
    3: Heading(12, 14, 4),
    4: Heading(10.5, 12, 3, INK),
    5: Heading(10, 11, 3, INK),
    6: Heading(10, 11, 3, SOFT),
}


@dataclass(frozen=True)
class Setting:
    """Where text is set: the width there is, and how it looks there. `below`: the space after a paragraph, in sizes."""

    width: float = WIDTH
    size: float = 10
    color: str = INK
    align: str | None = None
    bold: bool = False
    below: float = 0.7
    depth: int = 0  # of lists
    tallest: float = HEIGHT * 0.7  # what an image may take

    def inside(self, left: float, **changes: object) -> Setting:
        """The same in a box that begins further right."""
        return replace(self, width=self.width - left, **changes)  # type: ignore[arg-type]

    @property
    def gap(self) -> float:
        """The space after a paragraph, in points."""
        return self.below * self.size

    def paragraph(self) -> ParagraphStyle:
        """The style of running text."""
        return style(text_font(bold=self.bold), self.size, self.color, ALIGNMENTS[self.align], below=self.gap)


@lru_cache(maxsize=500)
def style(
    font: str,
    size: float,
    color: str,
    alignment: Alignment = 0,
    *,
    above: float = 0,
    below: float = 0,
    leading: float = 1.45,
) -> ParagraphStyle:
    """A paragraph's style. Neither a first nor a last line stands alone on a page; long words are divided."""
    load(font)
    return ParagraphStyle(
        f"{font} {size} {color} {alignment} {above} {below}",
        fontName=font,
        fontSize=size,
        leading=round(size * leading, 2),
        textColor=HexColor(color),
        alignment=alignment,
        spaceBefore=above,
        spaceAfter=below,
        allowWidows=0,
        allowOrphans=0,
        splitLongWords=1,
    )
