"""What stands before the text: the cover, the table of contents, and the head of each document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Spacer
from reportlab.platypus.flowables import HRFlowable

from openfactory.shared.documents.files.labels import CONTENTS
from openfactory.shared.documents.files.pdf.fonts import BOLD, REGULAR, runs, width
from openfactory.shared.documents.files.pdf.insets import Anchor
from openfactory.shared.documents.files.pdf.pages import shortened
from openfactory.shared.documents.files.pdf.styles import ACCENT, FAINT, HEIGHT, INK, SOFT, style
from openfactory.shared.documents.files.pdf.text import plain
from openfactory.shared.documents.files.printed import Cover, Printed


@dataclass(frozen=True)
class Entry:
    """A line of the contents: where it leads, its text, and how far it stands in."""

    key: str
    text: str
    depth: int


def cover(made: Cover) -> Iterator[Flowable]:
    """The first page, in its upper third."""
    yield Spacer(1, HEIGHT * 0.26)
    yield HRFlowable(64, 4, color=HexColor(ACCENT), hAlign="LEFT", spaceAfter=22, lineCap="butt")
    yield plain(made.title, style(BOLD, 32, INK, leading=1.2, below=16))
    for line in made.subtitle:
        yield plain(line, style(REGULAR, 12, SOFT, leading=1.5))


def contents(entries: Sequence[Entry]) -> Iterator[Flowable]:
    """The table of contents."""
    yield plain(CONTENTS, style(BOLD, 22, INK, leading=1.25, below=14))
    for entry in entries:
        yield ContentsLine(entry)


def head(document: Printed, key: str, depth: int) -> Iterator[Flowable]:
    """A document's title, what is told about it, and a line below."""
    made = Anchor(_markup(document.title, BOLD), style(BOLD, 22, INK, leading=1.25, below=4))
    made.key, made.label, made.depth = key, document.title, depth
    yield made
    if document.subtitle:
        yield plain(" · ".join(document.subtitle), style(REGULAR, 9, SOFT, leading=1.5))
    yield HRFlowable("100%", 0.8, color=HexColor(FAINT), spaceBefore=8, spaceAfter=14)


def _markup(text: str, font: str) -> str:
    return str(plain(text, style(font, 22, INK)).text)


class ContentsLine(Flowable):
    """One line of the contents: all of it is a link, and dots lead to the number of the page."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.font, self.size = (BOLD, 10.0) if entry.depth == 0 else (REGULAR, 9.0)
        self.above = 7.0 if entry.depth == 0 else 1.0

    def wrap(self, wide: float, high: float) -> tuple[float, float]:
        """A line over the whole width."""
        self.width, self.height = wide, self.size * 1.5 + self.above
        return self.width, self.height

    def draw(self) -> None:
        """Draw it; the number comes when all pages are there."""
        x, end = 14.0 * self.entry.depth, self.width - 30
        y = self.size * 0.4
        self.canv.setFillColor(HexColor(INK))
        for font, piece in runs(shortened(self.entry.text, self.font, self.size, end - x), self.font):
            self.canv.setFont(font, self.size)
            self.canv.drawString(x, y, piece)
            x += width(piece, font, self.size)
        self._dots(x + 5, end + 8, y)
        self.canv.linkRect("", self.entry.key, (0, 0, self.width, self.height - self.above), relative=1, thickness=0)
        canvas: Any = self.canv
        canvas.saveState()
        canvas.translate(self.width, y)
        canvas.number_of(self.entry.key, self.font, self.size)
        canvas.restoreState()

    def _dots(self, start: float, end: float, y: float) -> None:
        self.canv.setFillColor(HexColor(FAINT))
        self.canv.setFont(REGULAR, 8)
        step = 4.0
        x = end - step * int(max(0, end - start) / step)
        while x < end:
            self.canv.drawString(x, y, ".")
            x += step
