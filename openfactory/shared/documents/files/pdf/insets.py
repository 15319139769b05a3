"""Flowables that hold others: set further in, with a marker or a bar beside them, or kept together."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from openfactory.shared.documents.files.pdf.fonts import runs, width
from openfactory.shared.documents.files.pdf.styles import FAINT, HEIGHT

_BAR = 2.5
_GAP = 5  # between a marker and the text


class Holder(Flowable):
    """A flowable that holds others."""

    @property
    def canvas(self) -> Any:
        """Where it is drawn; tables divide what is in their cells without telling it."""
        return getattr(self, "canv", None)


class Inset(Holder):
    """One flowable set `left` points further in.

    marker   (text, font, size, color): what stands before its first line, on the right of the space made free
    bar      how far a bar on its left goes on below it: to where the next one begins. None: no bar
    after    the space below it, instead of that of what it holds
    """

    def __init__(
        self,
        inner: Flowable,
        left: float,
        *,
        marker: tuple[str, str, float, str] | None = None,
        bar: float | None = None,
        after: float | None = None,
    ) -> None:
        super().__init__()
        self.inner, self.left, self.marker, self.bar, self.after = inner, left, marker, bar, after

    def wrap(self, wide: float, high: float) -> tuple[float, float]:
        """Take the height of what it holds."""
        self.width, self.height = wide, self.inner.wrapOn(self.canvas, wide - self.left, high)[1]
        return self.width, self.height

    def split(self, wide: float, high: float) -> list[Flowable]:
        """Parts, of which the first alone has the marker."""
        parts = self.inner.splitOn(self.canvas, wide - self.left, high)
        if len(parts) < 2:
            return []
        bars = [*([0.0] * (len(parts) - 1)), self.bar] if self.bar is not None else [None] * len(parts)
        return [
            Inset(part, self.left, marker=None if place else self.marker, bar=bars[place], after=self.after)
            for place, part in enumerate(parts)
        ]

    def draw(self) -> None:
        """Draw it."""
        if self.bar is not None:
            self.canv.setFillColor(HexColor(FAINT))
            self.canv.rect(0, -self.bar, _BAR, self.height + self.bar, stroke=0, fill=1)
        if self.marker:
            self._mark(self.canv, *self.marker)
        self.inner.drawOn(self.canv, self.left, 0)

    def _mark(self, canvas: Canvas, text: str, font: str, size: float, color: str) -> None:
        x, y = self.left - _GAP - width(text, font, size), self.height - self._ascent(size)
        canvas.setFillColor(HexColor(color))
        for name, piece in runs(text, font):
            canvas.setFont(name, size)
            canvas.drawString(x, y, piece)
            x += width(piece, name, size)

    def _ascent(self, size: float) -> float:
        """From the top to the line on which the first letters stand."""
        inner: Any = self.inner
        while isinstance(inner, Inset):
            inner = inner.inner
        set_ = getattr(inner, "blPara", None)
        if set_ is None:
            return size
        # Where Paragraph.drawPara puts the first line, of text in one font and of text in several (reportlab 5.1)
        first = set_ if set_.kind == 0 else set_.lines[0]
        return float(first.fontSize)

    def getSpaceBefore(self) -> float:  # noqa: N802 - ReportLab asks for it
        """The space above what it holds."""
        return float(self.inner.getSpaceBefore())

    def getSpaceAfter(self) -> float:  # noqa: N802 - ReportLab asks for it
        """The space below what it holds, or more."""
        return float(self.inner.getSpaceAfter() if self.after is None else self.after)


class Together(Holder):
    """A heading and what follows it: never on two pages, unless what follows can itself begin on the first."""

    def __init__(self, first: Flowable, second: Flowable) -> None:
        super().__init__()
        self.first, self.second = first, second

    @property
    def _gap(self) -> float:
        return float(max(self.first.getSpaceAfter(), self.second.getSpaceBefore()))

    def wrap(self, wide: float, high: float) -> tuple[float, float]:
        """Both, one below the other."""
        above = self.first.wrapOn(self.canvas, wide, high)[1] + self._gap
        self.below = self.second.wrapOn(self.canvas, wide, max(0, high - above))[1]
        self.width, self.height = wide, above + self.below
        return self.width, self.height

    def split(self, wide: float, high: float) -> list[Flowable]:
        """The first with the beginning of the second, then the rest of it; nothing where that does not fit."""
        self.wrap(wide, high)
        above = self.height - self.below
        if above > HEIGHT / 2:  # more of a heading than a page can keep with anything
            begun, *rest = self.first.splitOn(self.canvas, wide, high) or [self.first]
            return [begun, Together(rest[0], self.second)] if len(rest) == 1 else [self.first, self.second]
        parts = self.second.splitOn(self.canvas, wide, high - above) if above < high else []
        if len(parts) > 1:
            return [Together(self.first, parts[0]), *parts[1:]]
        return [self.first, self.second] if self.height > HEIGHT * 0.75 and above < high else []

    def draw(self) -> None:
        """Draw both."""
        self.first.drawOn(self.canv, 0, self.below + self._gap)
        self.second.drawOn(self.canv, 0, 0)

    def getSpaceBefore(self) -> float:  # noqa: N802 - ReportLab asks for it
        """The space above the first."""
        return float(self.first.getSpaceBefore())

    def getSpaceAfter(self) -> float:  # noqa: N802 - ReportLab asks for it
        """The space below the second."""
        return float(self.second.getSpaceAfter())


class Anchor(Paragraph):
    """A heading that links lead to, and that the outline of the file lists at `depth`."""

    key: str | None = None
    label: str = ""
    depth: int = 0

    def split(self, wide: float, high: float) -> list[Flowable]:
        """Parts, of which the first is the place."""
        parts: list[Any] = super().split(wide, high)
        if len(parts) > 1:
            parts[0].key, parts[0].label, parts[0].depth = self.key, self.label, self.depth
        return parts

    def draw(self) -> None:
        """Draw it, and note on which page it is."""
        if self.key:
            canvas: Any = self.canv
            canvas.place(self.key, self.label, self.depth, self.height)
        super().draw()
