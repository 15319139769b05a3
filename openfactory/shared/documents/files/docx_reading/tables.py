"""Tables of a Word file: merged cells, headers, alignment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.files.docx_reading.tree import Block, Tree
from openfactory.shared.documents.files.docx_reading.xml import Element, first, flag, number, value

_WRAPPERS = {"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo"}
_MOST_SPANNED = 100
Read = Callable[[Element], list[Block]]


@dataclass
class _Cell:
    """A cell as Word has it: one that goes on with the one above is merged with it."""

    element: Element
    column: int
    columns: int
    goes_on: bool
    rows: int = 1


def table(element: Element, read: Read, *, ours: bool) -> Node:
    """The table. `read` gives the blocks of a cell."""
    rows = list(_found(element, "w:tr"))
    rows = [row for row in rows if first(row, "w:trPr", "w:del") is None]
    grid = [_cells(row) for row in rows]
    _merge(grid)
    headers = _header_rows(element, rows, ours=ours)
    return {
        "type": "table",
        "content": [
            {
                "type": "tableRow",
                "content": [_node(cell, read, header=place < headers, ours=ours) for cell in row if not cell.goes_on],
            }
            for place, row in enumerate(grid)
        ],
    }


def _found(element: Element, name: str) -> Iterator[Element]:
    for child in element:
        if child.tag == name:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _found(child, name)


def _cells(row: Element) -> list[_Cell]:
    column = number(value(row, "w:trPr", "w:gridBefore"))
    cells: list[_Cell] = []
    for element in _found(row, "w:tc"):
        properties = first(element, "w:tcPr")
        columns = min(max(number(value(properties, "w:gridSpan"), 1), 1), _MOST_SPANNED)
        merged = first(properties, "w:vMerge")
        across = first(properties, "w:hMerge")
        if across is not None and across.get("w:val") != "restart" and cells:
            cells[-1].columns += columns  # how Word merged cells until 1997, and some programs still do
        else:
            goes_on = merged is not None and merged.get("w:val") != "restart"
            cells.append(_Cell(element, column, columns, goes_on))
        column += columns
    return cells


def _merge(grid: list[list[_Cell]]) -> None:
    """Give cells the rows below that go on with them; one that goes on with nothing is a cell of its own."""
    open_: dict[int, _Cell] = {}
    for row in grid:
        above, open_ = open_, {}
        for cell in row:
            owner = above.get(cell.column)
            if cell.goes_on and owner is not None and owner.columns == cell.columns and owner.rows < _MOST_SPANNED:
                owner.rows += 1
                open_[cell.column] = owner
            else:
                cell.goes_on = False
                open_[cell.column] = cell


def _header_rows(element: Element, rows: list[Element], *, ours: bool) -> int:
    """Rows that are repeated on each page; else the first one, where the table's style shows it as a header."""
    repeated = 0
    while repeated < len(rows) and flag(first(rows[repeated], "w:trPr"), "w:tblHeader"):
        repeated += 1
    if repeated or ours or len(rows) < 2:
        return repeated
    look = first(element, "w:tblPr", "w:tblLook")
    if look is None:
        return 0
    said = look.get("w:firstRow")
    bits = look.get("w:val", "0")
    first_row = said in ("1", "true", "on") if said else bool(_hexadecimal(bits) & 0x20)
    return int(first_row)


def _hexadecimal(text: str) -> int:
    try:
        return int(text[:8], 16)
    except ValueError:
        return 0


def _node(cell: _Cell, read: Read, *, header: bool, ours: bool) -> Node:
    blocks = read(cell.element)
    tree = Tree(ours=ours)
    for block in blocks:
        tree.add(block)
    align = next((block.align for block in blocks), None)
    kind = "tableHeader" if header or any(block.header for block in blocks[:1]) else "tableCell"
    attributes = {"align": align, "colspan": cell.columns, "rowspan": cell.rows}
    return {"type": kind, "attrs": attributes, "content": tree.blocks}
