"""A table as a flowable. It is divided between rows, and within a row that is higher than its page has room.

ReportLab's own tables give up on cells that are higher than a page and hold more than paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from openfactory.shared.documents.files.pdf.insets import Holder
from openfactory.shared.documents.files.pdf.stacks import Stack
from openfactory.shared.documents.files.pdf.styles import FAINT, HEAD_GROUND, HEIGHT

_WHOLE = HEIGHT / 6  # a table of no more than this is not divided
_ROW = HEIGHT / 3  # a row of no more than this is not divided, where a page has room for it
_LEAST = 40.0  # points of a row that are worth to begin it on a page


@dataclass
class Box:
    """A cell: what is in it, where it stands, and whether it is a header. Its content is set once."""

    content: Sequence[Flowable]
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    header: bool = False
    stack: Stack | None = field(default=None, compare=False)

    def at(self, row: int, content: Sequence[Flowable] | None = None) -> Box:
        """The same in another row, or with a part of its content."""
        if content is None:
            return replace(self, row=row)
        return replace(self, row=row, content=content, stack=None)


@dataclass(frozen=True)
class Ruling:
    """What all parts of a table have in common: the width of its columns, and the space around what is in cells."""

    widths: Sequence[float]
    padding: float


class Ruled(Holder):
    """A table with lines. Its first `headers` rows are repeated at the top of each part."""

    def __init__(self, boxes: Sequence[Box], rows: int, ruling: Ruling, headers: int) -> None:
        super().__init__()
        self.boxes, self.rows, self.ruling, self.headers = boxes, rows, ruling, headers
        self.spaceBefore, self.spaceAfter = 3, 10

    def wrap(self, wide: float, high: float) -> tuple[float, float]:
        """Its size."""
        self.width, self.height = sum(self.ruling.widths), sum(self.heights)
        return self.width, self.height

    @cached_property
    def heights(self) -> list[float]:
        """Of each row: what its cells need; one of several rows makes the last of them higher."""
        heights = [0.0] * self.rows
        for box in sorted(self.boxes, key=lambda box: box.rows):
            need = self._stack(box).height + 2 * self.ruling.padding
            last = box.row + box.rows - 1
            heights[last] += max(0.0, need - sum(heights[box.row : last + 1]))
        return heights

    def split(self, wide: float, high: float) -> list[Flowable]:
        """Two parts of which the first fits; nothing where it is better to begin on the next page."""
        if sum(self.heights) <= _WHOLE:
            return []
        cut = self._cut(high)
        room = high - sum(self.heights[:cut])
        if cut < self.rows and self._is_to_be_divided(cut, room) and (parts := self._divided(cut, room)):
            return parts
        return [self._part(0, cut), self._part(cut, self.rows)] if self.headers < cut < self.rows else []

    def _cut(self, high: float) -> int:
        """Before which row to divide: the last one up to which everything fits, and that no cell reaches across."""
        crossed = {row for box in self.boxes for row in range(box.row + 1, box.row + box.rows)}
        cut, used = self.headers, 0.0
        for row, height in enumerate(self.heights):
            used += height
            if used > high:
                break
            if row + 1 > self.headers and row + 1 not in crossed:
                cut = row + 1
        return cut

    def _is_to_be_divided(self, row: int, room: float) -> bool:
        """Whether a row is to begin here and to go on over the page. Cells of several rows hold theirs together."""
        alone = all(box.rows == 1 for box in self.boxes if box.row <= row < box.row + box.rows)
        fits_a_page = self.heights[row] <= HEIGHT - sum(self.heights[: self.headers]) - _LEAST
        return alone and room >= _LEAST and (self.heights[row] > _ROW or not fits_a_page)

    def _divided(self, row: int, room: float) -> list[Flowable]:
        above: list[Box] = []
        below: list[Box] = []
        for box in (box for box in self.boxes if box.row == row):
            fit, rest = self._stack(box).divide(room - 2 * self.ruling.padding, self.canvas)
            above.append(box.at(row, fit))
            below.append(box.at(self.headers, rest))
        if not any(box.content for box in above) or not any(box.content for box in below):
            return []
        begun = [box for box in self.boxes if box.row < row]
        head = [box for box in self.boxes if box.row < self.headers]
        shift = row - self.headers
        left = [box.at(box.row - shift) for box in self.boxes if box.row > row]
        ended = Ruled([*head, *below, *left], self.rows - shift, self.ruling, self.headers)
        return [Ruled([*begun, *above], row + 1, self.ruling, self.headers), ended]

    def _part(self, start: int, end: int) -> Ruled:
        """Some of the rows, below the header."""
        shift = max(0, start - self.headers)
        head = [box for box in self.boxes if start and box.row < self.headers]
        rows = [box.at(box.row - shift) for box in self.boxes if start <= box.row < end]
        return Ruled([*head, *rows], end - shift, self.ruling, self.headers)

    def _stack(self, box: Box) -> Stack:
        if box.stack is None:
            box.stack = Stack.of(box.content, self._width(box) - 2 * self.ruling.padding, self.canvas)
        return box.stack

    def _width(self, box: Box) -> float:
        return sum(self.ruling.widths[box.column : box.column + box.columns])

    def draw(self) -> None:
        """Grounds, lines, then what is in the cells."""
        canvas: Any = self.canv
        canvas.setStrokeColor(HexColor(FAINT))
        canvas.setFillColor(HEAD_GROUND)
        canvas.setLineWidth(0.5)
        places = [(box, *self._place(box)) for box in self.boxes]
        for box, x, top, height in places:
            canvas.rect(x, top - height, self._width(box), height, stroke=1, fill=int(box.header))
        for box, x, top, _ in places:
            self._stack(box).draw(canvas, x + self.ruling.padding, top - self.ruling.padding)

    def _place(self, box: Box) -> tuple[float, float, float]:
        """The left and the top edge of a cell, and its height."""
        x = sum(self.ruling.widths[: box.column])
        top = self.height - sum(self.heights[: box.row])
        return x, top, sum(self.heights[box.row : box.row + box.rows])
