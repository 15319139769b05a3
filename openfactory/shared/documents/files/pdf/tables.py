"""Tables: the header on each page, cells that go on over pages, and nothing beyond the margin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, LongTable

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children
from openfactory.shared.documents.files.grid import Cell, Grid
from openfactory.shared.documents.files.pdf.columns import Columns, columns
from openfactory.shared.documents.files.pdf.styles import FAINT, HEAD_GROUND, HEIGHT, WIDTH, Setting

Flow = Callable[[Sequence[Node], Setting], list[Flowable]]
_NARROWEST = 20  # points of a column; tables with more columns are written row by row


def table(node: Node, setting: Setting, flow: Flow) -> list[Flowable]:
    """A table over the whole width. `flow` sets what is in a cell."""
    grid = Grid.of(node)
    if setting.width / grid.columns < _NARROWEST:
        return _row_by_row(grid, setting, flow)
    made = _made(grid, columns(grid, setting.width, setting.size), setting, flow)
    return [made] if _breakable(made, grid) else _row_by_row(grid, setting, flow)


def _made(grid: Grid, set_: Columns, setting: Setting, flow: Flow) -> LongTable:
    cells: list[list[Any]] = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        room = sum(set_.widths[cell.column : cell.column + cell.columns]) - 2 * set_.padding
        looks: dict[str, Any] = {"size": set_.size, "align": cell.align, "bold": cell.is_header}
        inside = setting.inside(setting.width - room, below=0.3, depth=0, **looks)
        cells[cell.row][cell.column] = flow(children(cell.node), inside)
    kind = _Short if setting.width == WIDTH else LongTable
    style = _style(grid, set_.padding)
    made = kind(cells, set_.widths, repeatRows=_repeated(grid), splitInRow=1, hAlign="LEFT", style=style)
    made.spaceBefore, made.spaceAfter = 3, 10
    return made


class _Short(LongTable):
    """A table that stays on one page where it takes little of it."""

    def split(self, wide: float, high: float) -> list[Flowable]:
        """Parts; none where it is to stay whole."""
        parts: list[Flowable] = super().split(wide, high)
        return [] if self._height <= HEIGHT / 5 else parts  # type: ignore[attr-defined]


def _repeated(grid: Grid) -> int:
    return grid.header_rows if grid.header_rows < grid.rows else 0


def _style(grid: Grid, padding: float) -> list[tuple[Any, ...]]:
    commands: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, HexColor(FAINT)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), padding),
        ("RIGHTPADDING", (0, 0), (-1, -1), padding),
        ("TOPPADDING", (0, 0), (-1, -1), padding - 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
    ]
    for cell in grid.cells:
        if cell.is_header:
            commands.append(("BACKGROUND", *_corners(cell), HEAD_GROUND))
        if cell.rows > 1 or cell.columns > 1:
            commands.append(("SPAN", *_corners(cell)))
    return commands


def _corners(cell: Cell) -> tuple[tuple[int, int], tuple[int, int]]:
    last = (cell.column + cell.columns - 1, cell.row + cell.rows - 1)
    return (cell.column, cell.row), last


def _breakable(made: LongTable, grid: Grid) -> bool:
    """Whether its parts fit on pages: a header, and rows that one cell holds together, cannot be divided."""
    if grid.header_rows == 0 and all(cell.rows == 1 for cell in grid.cells):
        return True
    made.wrap(0, HEIGHT)
    heights: list[float] = made._rowHeights  # type: ignore[attr-defined]
    header = sum(heights[: _repeated(grid)])
    together = (sum(heights[cell.row : cell.row + cell.rows]) for cell in grid.cells if cell.rows > 1)
    return header < HEIGHT / 3 and max(together, default=0) < HEIGHT * 0.6


def _row_by_row(grid: Grid, setting: Setting, flow: Flow) -> list[Flowable]:
    """The cells one below the other, for a table that no page has room for."""
    return [flowable for cell in grid.cells for flowable in flow(children(cell.node), setting)]
