"""Code on a light ground: long lines are broken, and it goes on over pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from openfactory.shared.documents.files.pdf.fonts import MONO, load, runs, width
from openfactory.shared.documents.files.pdf.styles import GROUND, INK, SOFT

_PADDING = 7
_LEADING = 1.4
_FEWEST = 3  # lines that stand together on a page


class Code(Flowable):
    """Lines of code. Each is (text, whether it goes on with the line before)."""

    def __init__(self, lines: Sequence[tuple[str, bool]], size: float) -> None:
        super().__init__()
        self.lines, self.size = lines, size
        self.spaceBefore, self.spaceAfter = 2, 9

    @classmethod
    def of(cls, text: str, size: float) -> Code:
        """The lines of a text; tabs lead to the next multiple of four."""
        return cls([(line.expandtabs(4), False) for line in text.split("\n")], size)

    def wrap(self, wide: float, high: float) -> tuple[float, float]:
        """Break the lines."""
        room = wide - 2 * _PADDING
        self.drawn = [part for line in self.lines for part in _broken(line, room, self.size)]
        self.width, self.height = wide, len(self.drawn) * self.leading + 2 * _PADDING
        return self.width, self.height

    @property
    def leading(self) -> float:
        """From line to line."""
        return self.size * _LEADING

    def split(self, wide: float, high: float) -> list[Flowable]:
        """What fits, and the rest."""
        self.wrap(wide, high)
        fit = int((high - 2 * _PADDING) / self.leading)
        fit = min(fit, max(len(self.drawn) - _FEWEST, _FEWEST))
        if fit < min(_FEWEST, len(self.drawn)) or fit >= len(self.drawn):
            return []
        return [Code(self.drawn[:fit], self.size), Code(self.drawn[fit:], self.size)]

    def draw(self) -> None:
        """Draw the ground, then the lines."""
        self.canv.setFillColor(GROUND)
        self.canv.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        y = self.height - _PADDING - self.size
        for text, continued in self.drawn:
            if continued:
                self._hook(_PADDING - 5, y)
            self._line(text, _PADDING, y)
            y -= self.leading

    def _line(self, text: str, x: float, y: float) -> None:
        self.canv.setFillColor(HexColor(INK))
        for font, piece in runs(text, MONO):
            self.canv.setFont(font, self.size)
            self.canv.drawString(x, y, piece)
            x += width(piece, font, self.size)

    def _hook(self, x: float, y: float) -> None:
        """The sign that a line goes on: drawn and not written, so that copied code does not have it."""
        self.canv.setStrokeColor(HexColor(SOFT))
        self.canv.setLineWidth(0.5)
        self.canv.line(x, y + self.size * 0.7, x, y + self.size * 0.3)
        self.canv.line(x, y + self.size * 0.3, x + 3, y + self.size * 0.3)


def _broken(line: tuple[str, bool], room: float, size: float) -> Iterator[tuple[str, bool]]:
    """A line in parts that fit into the room."""
    text, continued = line
    load(MONO)
    while text:
        fit = _fitting(text, room, size)
        yield text[:fit], continued
        text, continued = text[fit:], True
    if not line[0]:
        yield line


def _fitting(text: str, room: float, size: float) -> int:
    """How many characters fit: up to a space where one is near, and at least one."""
    fit = max(1, int(room / width("0", MONO, size)))
    if len(text) <= fit and (text.isascii() or width(text, MONO, size) <= room):
        return len(text)
    while fit > 1 and not text[:fit].isascii() and width(text[:fit], MONO, size) > room:
        fit -= 1
    space = text.rfind(" ", fit * 2 // 3, fit)
    return space + 1 if space > 0 else fit
