"""Tables: the header on each page, cells that go on over pages, and nothing beyond the margin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from reportlab.platypus import Flowable

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children
from openfactory.shared.documents.files.grid import Cell, Grid
from openfactory.shared.documents.files.pdf.columns import Columns, columns
from openfactory.shared.documents.files.pdf.ruled import Box, Ruled, Ruling
from openfactory.shared.documents.files.pdf.styles import HEIGHT, WIDTH, Setting

Flow = Callable[[Sequence[Node], Setting], list[Flowable]]
_NARROWEST, _NARROWEST_TABLE = 24, 110  # points of a column, and of a table in a table
_HIGHEST_HEADER = HEIGHT / 4  # that is repeated; in a table in a table a third of it
_HIGHEST_GROUP = HEIGHT / 2  # of rows that a cell holds together
_HIGHEST_IMAGE = HEIGHT * 0.35


def table(node: Node, setting: Setting, flow: Flow) -> list[Flowable]:
    """A table over the whole width; its cells one below the other where it has too many columns for that."""
    grid = Grid.of(node)
    if setting.width / grid.columns < _NARROWEST or setting.width < _NARROWEST_TABLE:
        return [flowable for cell in grid.cells for flowable in flow(children(cell.node), setting)]
    set_ = columns(grid, setting.width, setting.size)
    boxes = [_box(cell, set_, setting, flow) for cell in grid.cells]
    ruling = Ruling(set_.widths, set_.padding)
    made = Ruled([*boxes, *_empty(boxes, grid)], grid.rows, ruling, _repeated(grid))
    return [_dividable(made, is_outermost=setting.width == WIDTH)]


def _box(cell: Cell, set_: Columns, setting: Setting, flow: Flow) -> Box:
    room = sum(set_.widths[cell.column : cell.column + cell.columns]) - 2 * set_.padding
    looks: dict[str, Any] = {"size": set_.size, "align": cell.align, "bold": cell.is_header, "tallest": _HIGHEST_IMAGE}
    inside = setting.inside(setting.width - room, below=0.3, depth=0, **looks)
    content = flow(children(cell.node), inside)
    return Box(content, cell.row, cell.column, cell.rows, cell.columns, cell.is_header)


def _empty(boxes: Sequence[Box], grid: Grid) -> Iterator[Box]:
    """Places that no cell takes, which have lines as well."""
    taken = {(box.row + y, box.column + x) for box in boxes for y in range(box.rows) for x in range(box.columns)}
    places = ((row, column) for row in range(grid.rows) for column in range(grid.columns))
    return (Box([], row, column) for row, column in places if (row, column) not in taken)


def _repeated(grid: Grid) -> int:
    return grid.header_rows if grid.header_rows < grid.rows else 0


def _dividable(made: Ruled, *, is_outermost: bool) -> Ruled:
    """The table, without what could not be brought onto pages: too high a header, rows that are held together."""
    highest = _HIGHEST_HEADER if is_outermost else _HIGHEST_HEADER / 3
    headers = made.headers if sum(made.heights[: made.headers]) <= highest else 0
    if all(sum(made.heights[box.row : box.row + box.rows]) <= _HIGHEST_GROUP for box in made.boxes if box.rows > 1):
        return Ruled(made.boxes, made.rows, made.ruling, headers)
    alone = [box for found in made.boxes for box in _row_by_row(found)]
    return Ruled(alone, made.rows, made.ruling, headers)


def _row_by_row(box: Box) -> Iterator[Box]:
    """A cell of several rows as one in each of them; the first has what was in it."""
    yield replace(box, rows=1)
    for row in range(box.row + 1, box.row + box.rows):
        yield replace(box, rows=1, row=row, content=[], stack=None)
