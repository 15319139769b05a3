"""Tables of a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Protocol

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children, plain_text
from openfactory.shared.documents.files import word
from openfactory.shared.documents.files.docx_writing.place import Place
from openfactory.shared.documents.files.docx_writing.styles import HEAD_GROUND
from openfactory.shared.documents.files.docx_writing.xml import tag
from openfactory.shared.documents.files.grid import Cell, Grid
from openfactory.shared.documents.files.word import style_id

_LEAST, _MOST = 5, 40  # characters that a column's width is reckoned from
_MARGINS, _SMALL_MARGINS = 200, 80  # left and right of a cell's text
_MANY = 7  # columns, beyond which type and margins are smaller
_STYLES = {
    (False, False): word.CELL,
    (False, True): word.HEADER_CELL,
    (True, False): word.SMALL_CELL,
    (True, True): word.SMALL_HEADER_CELL,
}


class Flow(Protocol):
    """What writes the blocks in cells."""

    used: set[str]

    def flow(self, nodes: Sequence[Node], place: Place) -> str:
        """The blocks."""


def table(node: Node, place: Place, writer: Flow) -> str:
    """A table as wide as the text; its header is repeated on each page."""
    grid = Grid.of(node)
    widths = _widths(grid, place.width)
    name = place.style(word.TABLE)
    writer.used.add(name)
    # What a table's style says of its first row is left out where that is no header.
    look = tag("tblLook", val="04A0" if grid.header_rows else "0480", firstRow=int(grid.header_rows > 0))
    properties = (
        tag("tblStyle", val=style_id(name)),
        tag("tblW", w=sum(widths), type="dxa"),
        tag("tblInd", w=place.left, type="dxa") if place.left else "",
        _small_margins() if len(widths) > _MANY else "",
        look,
    )
    columns = "".join(tag("gridCol", w=width) for width in widths)
    rows = "".join(_row(grid, row, widths, place, writer) for row in range(grid.rows))
    return tag("tbl", tag("tblPr", *properties), tag("tblGrid", columns), rows)


def _small_margins() -> str:
    sides = (tag(side, w=_SMALL_MARGINS // 2, type="dxa") for side in ("left", "right"))
    return tag("tblCellMar", *sides)


def _row(grid: Grid, row: int, widths: Sequence[int], place: Place, writer: Flow) -> str:
    here = {cell.column: cell for cell in grid.cells if cell.row <= row < cell.row + cell.rows}
    end = max((cell.column + cell.columns for cell in here.values()), default=0)
    properties = (tag("gridAfter", val=grid.columns - end) if end < grid.columns else "") + (
        tag("tblHeader") if row < grid.header_rows else ""
    )
    cells = "".join(_cell(here[column], row, widths, place, writer) for column in sorted(here))
    return tag("tr", tag("trPr", properties) if properties else "", cells)


def _cell(cell: Cell, row: int, widths: Sequence[int], place: Place, writer: Flow) -> str:
    width = sum(widths[cell.column : cell.column + cell.columns])
    first = row == cell.row
    properties = (
        tag("tcW", w=width, type="dxa"),
        tag("gridSpan", val=cell.columns) if cell.columns > 1 else "",
        tag("vMerge", val="restart" if first else "continue") if cell.rows > 1 else "",
        tag("shd", val="clear", color="auto", fill=HEAD_GROUND) if cell.is_header else "",
    )
    if not first:
        return tag("tc", tag("tcPr", *properties), tag("p"))
    plain = _STYLES[len(widths) > _MANY, cell.is_header]
    inside = Place(box=width - (_SMALL_MARGINS if len(widths) > _MANY else _MARGINS), plain=plain, align=cell.align)
    return tag("tc", tag("tcPr", *properties), writer.flow(children(cell.node), inside))


def _widths(grid: Grid, total: int) -> list[int]:
    """Each column as its texts need, roughly: Word fits them again to what it shows."""
    needs = [_LEAST] * grid.columns
    by_column = sorted(grid.cells, key=lambda cell: cell.column)
    for column, cells in groupby(by_column, key=lambda cell: cell.column):
        longest = max((len(plain_text(cell.node)) for cell in cells if cell.columns == 1), default=_LEAST)
        needs[column] = min(max(longest, _LEAST), _MOST)
    return [total * need // sum(needs) for need in needs]
