"""Tables of requirements: rows whose first cell has a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children, inline_text, plain_text, text_blocks
from openfactory.shared.documents.requirements.items import Step
from openfactory.shared.documents.requirements.keys import Key, read_key

_TITLE = re.compile(r"\s*(?:title|name|summary|subject)\s*$", re.IGNORECASE)
_TEXT = re.compile(
    r"\s*(?:(?:acceptance\s+)?criteri(?:on|a)|(?:the\s+)?requirements?|descriptions?|text|statement|(?:user\s+)?story|"
    r"details|(?:the\s+)?(?:system|product)\s+(?:shall|must)\b.*)\s*$",
    re.IGNORECASE,
)
_STEPS = ("given", "when", "then")


@dataclass(frozen=True)
class Table:
    """The heads of the columns, in lower case; none where the first row is no head."""

    heads: tuple[str, ...]

    def key(self, row: Node) -> Key | None:
        """The key in the first cell."""
        cells = children(row)
        return read_key(plain_text(cells[0])) if cells else None

    def title(self, row: Node) -> str:
        """What stands in the column "Title" or "Name"."""
        return next((plain_text(cell).strip() for index, cell in self.cells(row) if self.headed(index, _TITLE)), "")

    def texts(self, row: Node, pointer: str, key: Key) -> Iterator[tuple[str, Node, str]]:
        """Pointer, block and text of each block of a row's text.

        That is what stands in columns named as texts are ("Requirement", "Description", "Given"); in a table without
        any such column, in all columns but the title and the key. Priorities and sources are no text.
        """
        named = {index for index, head in enumerate(self.heads) if index and (_TEXT.match(head) or head in _STEPS)}
        for index, cell in enumerate(children(row)):
            for where, block in text_blocks(cell, f"{pointer}/content/{index}"):
                text = inline_text(block)
                if index == 0:
                    if where == f"{pointer}/content/0/content/0" and text[key.after :].strip():
                        yield where, block, text[key.after :]
                elif index in named or not (named or self.headed(index, _TITLE)):
                    yield where, block, text

    def steps(self, row: Node) -> list[Step]:
        """The steps of a row in a table with columns Given, When and Then."""
        if not set(_STEPS) <= set(self.heads):
            return []
        return [
            Step(self.heads[index], plain_text(cell)) for index, cell in self.cells(row) if self.heads[index] in _STEPS
        ]

    def cells(self, row: Node) -> list[tuple[int, Node]]:
        """The cells that have a head, with their places."""
        return list(enumerate(children(row)))[: len(self.heads)]

    def headed(self, index: int, head: re.Pattern[str]) -> bool:
        """Whether a column's head is of this kind."""
        return index < len(self.heads) and head.match(self.heads[index]) is not None


def read_table(table: Node) -> Table:
    """The heads come from a first row of nothing but header cells."""
    rows = children(table)
    cells = children(rows[0]) if rows else []
    if not cells or any(cell["type"] != "tableHeader" for cell in cells):
        return Table(())
    return Table(tuple(plain_text(cell).strip().rstrip(":").lower() for cell in cells))
