"""Where the cells of a table stand when some take several rows or columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute, children


@dataclass(frozen=True)
class Cell:
    """A cell, the row and column of its upper left corner, and how many of both it takes."""

    node: Node
    row: int
    column: int
    rows: int
    columns: int

    @property
    def is_header(self) -> bool:
        """Whether it is a header."""
        return bool(self.node["type"] == "tableHeader")

    @property
    def align(self) -> str | None:
        """left, center, right, or as the text around."""
        found = attribute(self.node, "align")
        return found if isinstance(found, str) else None


@dataclass(frozen=True)
class Grid:
    """A table's cells in reading order. Places that no cell takes are empty."""

    cells: Sequence[Cell]
    rows: int
    columns: int

    @classmethod
    def of(cls, table: Node) -> Grid:
        """Put each cell into the next free place of its row; one that reaches below the last row ends there."""
        lines = children(table)
        taken: set[tuple[int, int]] = set()
        cells = []
        for row, line in enumerate(lines):
            column = 0
            for node in children(line):
                while (row, column) in taken:
                    column += 1
                cell = _cell(node, row, column, len(lines) - row, taken)
                taken |= {(row + y, column + x) for y in range(cell.rows) for x in range(cell.columns)}
                cells.append(cell)
        return cls(cells, len(lines), max((column for _, column in taken), default=-1) + 1)

    @property
    def header_rows(self) -> int:
        """How many rows at the top consist of headers, and are repeated on each page."""
        plain = [cell.row for cell in self.cells if not cell.is_header]
        first = min(plain, default=self.rows)
        reaching = [cell.row for cell in self.cells if cell.row < first < cell.row + cell.rows]
        return min([first, *reaching])


def _cell(node: Node, row: int, column: int, below: int, taken: set[tuple[int, int]]) -> Cell:
    rows = min(_span(node, "rowspan"), below)
    columns = _span(node, "colspan")
    free = next((x for x in range(columns) if (row, column + x) in taken), columns)
    return Cell(node, row, column, rows, free)


def _span(node: Node, name: str) -> int:
    found = attribute(node, name, 1)
    return found if isinstance(found, int) else 1
