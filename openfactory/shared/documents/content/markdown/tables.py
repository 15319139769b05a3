"""Tables as Markdown: a line for each row, one paragraph in each cell, no cell over several columns or rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openfactory.shared.documents.content.markdown.inline_writing import line
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute, children, text_blocks

_BREAK: Node = {"type": "hardBreak"}
_RULES = {"left": ":---", "center": ":---:", "right": "---:"}
_MOST_FILLERS = 50_000  # empty cells in one table that stand for spans, and for what rows lack; beyond, none do

Row = list[Node | None]  # None stands for an empty cell


def table_lines(table: Node) -> list[str]:
    """The lines of a table. Its first row is the heading, and says how columns are aligned."""
    header, *rows = _Grid().rows(table)
    rules = [_RULES.get(str(attribute(cell, "align")), "---") if cell else "---" for cell in header]
    return [_row(map(_cell, header)), _row(rules), *(_row(map(_cell, row)) for row in rows)]


class _Grid:
    """Cells in their columns."""

    def __init__(self) -> None:
        self.fillers = _MOST_FILLERS
        self.below: dict[int, int] = {}  # columns of the next rows that are taken from above, and in how many rows

    def rows(self, table: Node) -> list[Row]:
        rows = [self.row(children(row)) for row in children(table)]
        width = max(map(len, rows))
        rows[0] += [None] * (width - len(rows[0]))  # beyond the heading, cells would be dropped
        for row in rows:
            lacking = min(width - len(row), self.fillers)
            self.fillers -= lacking
            row.extend([None] * lacking)
        return rows

    def row(self, cells: list[Node]) -> Row:
        above, self.below = self.below, {column: left - 1 for column, left in self.below.items() if left > 1}
        row: Row = []
        for cell in cells:
            while len(row) in above:
                row.append(None)
            columns, rows = self.spans(cell)
            if rows > 1:
                self.below.update((column, rows - 1) for column in range(len(row), len(row) + columns))
            row += [cell, *[None] * (columns - 1)]
        return row

    def spans(self, cell: Node) -> tuple[int, int]:
        attributes = cell.get("attrs") or {}
        columns, rows = attributes.get("colspan", 1), attributes.get("rowspan", 1)
        if columns * rows - 1 > self.fillers:
            return 1, 1
        self.fillers -= columns * rows - 1
        return columns, rows


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Node | None) -> str:
    return line(_content(cell)).replace("|", "\\|") if cell else ""


def _content(cell: Node) -> list[Node]:
    """Its blocks as one paragraph, with hard breaks between them."""
    content: list[Node] = []
    for part in _parts(cell):
        content += [_BREAK, *part] if content else part
    return content


def _parts(cell: Node) -> Iterator[list[Node]]:
    for _, block in text_blocks(cell):
        if block["type"] != "codeBlock":
            yield children(block)
            continue
        for code in "".join(text["text"] for text in children(block)).split("\n"):
            yield [{"type": "text", "text": code, "marks": [{"type": "code"}]}] if code else []
