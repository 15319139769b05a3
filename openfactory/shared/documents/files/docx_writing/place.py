"""Where in a Word document a block stands: Word has no blocks in blocks, only how far each stands in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from openfactory.shared.documents.files import word
from openfactory.shared.documents.files.docx_writing.numbering import DEEPEST
from openfactory.shared.documents.files.docx_writing.xml import tag
from openfactory.shared.documents.files.word import STEP

WIDTH = 9184  # twentieths of a point between the margins of an A4 page


@dataclass(frozen=True)
class Place:
    """In so many lists and quotes, in a box so wide; `plain` is the style of paragraphs, `align` their alignment."""

    lists: int = 0
    quotes: int = 0
    box: int = WIDTH
    plain: str = "Normal"
    align: str | None = None

    def in_list(self) -> Place:
        """The place of a list's items."""
        return replace(self, lists=min(self.lists + 1, DEEPEST + 1))

    def in_quote(self) -> Place:
        """The place of what is quoted."""
        return replace(self, quotes=self.quotes + 1)

    @property
    def left(self) -> int:
        """How far a block stands in."""
        return STEP * (self.lists + self.quotes)

    @property
    def width(self) -> int:
        """What is left of the box."""
        return max(self.box - self.left, STEP)

    def indent(self) -> str:
        """How far a block stands in, where its style does not say so."""
        return tag("ind", left=self.left) if self.lists else ""

    def aligned(self) -> str:
        """The alignment of text."""
        return tag("jc", val=self.align) if self.align else ""

    def style(self, name: str | None = None) -> str:
        """The style of a block here: that of plain paragraphs, or the one named."""
        name = name or self.plain
        return word.quoted("Normal" if name in word.CELLS and self.quotes else name, self.quotes)
