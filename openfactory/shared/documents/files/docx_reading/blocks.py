"""The body of a Word file, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.files import word
from openfactory.shared.documents.files.docx_reading import code
from openfactory.shared.documents.files.docx_reading.inline import Inline, Text
from openfactory.shared.documents.files.docx_reading.numbering import Mark, Numbering
from openfactory.shared.documents.files.docx_reading.styles import ParagraphStyle, Styles, left_of
from openfactory.shared.documents.files.docx_reading.tables import table
from openfactory.shared.documents.files.docx_reading.tasks import task
from openfactory.shared.documents.files.docx_reading.tree import SEPARATOR, Block, Tree
from openfactory.shared.documents.files.docx_reading.xml import Element, first, flag, number, value

_WRAPPERS = {"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"}
_ALIGNMENTS = {"center": "center", "right": "right", "end": "right"}
_SKIPPED = {word.DIAGRAM_LABEL, word.DETAILS, word.COVER_TITLE, word.COVER_DETAILS}


class Blocks:
    """Reads blocks."""

    def __init__(self, styles: Styles, numbering: Numbering, *, ours: bool) -> None:
        self._styles, self._numbering, self._ours = styles, numbering, ours
        self._joined: Text | None = None  # of a paragraph whose end has been deleted

    def nodes(self, holder: Element, inline: Inline) -> list[Node]:
        """The blocks in a body, a cell, a note or a text box."""
        tree = Tree(ours=self._ours)
        for block in self.read(holder, inline):
            tree.add(block)
        return tree.blocks

    def read(self, holder: Element, inline: Inline) -> Iterator[Block]:
        """The same, one after the other as Word has them."""
        for element in holder:
            if element.tag == "w:p":
                yield from self._paragraph(element, inline)
            elif element.tag == "w:tbl":
                yield from self._table(element, inline)
            elif element.tag == "mc:AlternateContent":
                chosen = first(element, "mc:Choice")
                yield from self.read(chosen if chosen is not None else element, inline)
            elif element.tag in _WRAPPERS and not _is_contents(element):
                yield from self.read(element, inline)

    def _table(self, element: Element, inline: Inline) -> Iterator[Block]:
        properties = first(element, "w:tblPr")
        _, quotes = word.unquoted(self._styles.name(value(properties, "w:tblStyle")))
        node = table(element, lambda cell: list(self.read(cell, inline)), ours=self._ours)
        left = number(value(properties, "w:tblInd", name="w:w"))
        yield Block(node, left, self._lists(left, quotes), quotes)

    def _paragraph(self, element: Element, inline: Inline) -> Iterator[Block]:
        properties = first(element, "w:pPr")
        style = self._styles.paragraph(value(properties, "w:pStyle"))
        text = inline.read(element)
        if flag(first(properties, "w:rPr"), "w:del"):
            self._joined = _added(self._joined, text)
            return
        text, self._joined = _added(self._joined, text), None
        if not _is_made_by_word(style) and style.name not in _SKIPPED:
            block = self._block(element, style, text, inline)
            if block is not None:
                yield block
        for box in text.boxes:
            yield from self.read(box, inline)

    def _block(self, element: Element, style: ParagraphStyle, text: Text, inline: Inline) -> Block | None:
        properties = first(element, "w:pPr")
        by_font = not self._ours and style.heading is None and self._list(properties, style) is None
        found = code.code_block(element, style, text, by_font=by_font)
        mark = None if found or style.heading else task(self._mark(properties, style), text.nodes, ours=self._ours)
        if found is None:
            found = self._plain(properties, style, text, inline, is_item=mark is not None)
        if found is None:
            return None
        return replace(
            found,
            left=_left(properties, style, mark),
            lists=self._lists(left_of(properties) or 0, style.quotes),
            quotes=style.quotes,
            mark=replace(mark, left=_left(properties, style, mark)) if mark else None,
            align=self._align(properties),
            header=style.name in word.HEADER_CELLS,
        )

    def _plain(
        self, properties: Element | None, style: ParagraphStyle, text: Text, inline: Inline, *, is_item: bool
    ) -> Block | None:
        empty = not any(node["type"] != "text" or node["text"].strip() for node in text.nodes)
        if style.name == word.SEPARATOR:
            return Block(SEPARATOR)
        if style.name == word.RULE or (empty and not is_item and _has_line_below(properties)):
            return Block({"type": "horizontalRule"})
        if empty and (inline.hidden or not (self._ours or is_item)):
            return None
        level = None if is_item else _outline_level(properties, style)
        if level is None:
            return Block({"type": "paragraph", "content": text.nodes})
        nodes = text.nodes if self._ours else _not_all_bold(text.nodes)
        return Block({"type": "heading", "attrs": {"level": level}, "content": nodes})

    def _mark(self, properties: Element | None, style: ParagraphStyle) -> Mark | None:
        found = self._list(properties, style)
        return self._numbering.mark(*found) if found else None

    def _list(self, properties: Element | None, style: ParagraphStyle) -> tuple[str, int] | None:
        """The numId and the level of a paragraph in a list."""
        direct = first(properties, "w:numPr")
        name, level = style.numbering or ("0", 0)
        if direct is not None:
            name = value(direct, "w:numId") or name
            level = number(value(direct, "w:ilvl"), level)
        return (name, level) if name in self._numbering else None

    def _lists(self, left: int, quotes: int) -> int | None:
        """In how many lists a block stands, where each list and each quote is known to set it in by a step."""
        return max(0, left // word.STEP - quotes) if self._ours else None

    def _align(self, properties: Element | None) -> str | None:
        found = value(properties, "w:jc")
        return "left" if self._ours and found == "left" else _ALIGNMENTS.get(found or "")


def _left(properties: Element | None, style: ParagraphStyle, mark: Mark | None) -> int:
    direct = left_of(properties)
    if direct is not None:
        return direct
    if mark is not None and mark.left:
        return mark.left
    # Only what is set in for the sake of a list belongs to one: quotes and the like stand in by themselves.
    return style.left if style.name.lower().startswith("list") else 0


def _outline_level(properties: Element | None, style: ParagraphStyle) -> int | None:
    direct = value(properties, "w:outlineLvl")
    if direct is None:
        return style.heading
    return min(number(direct) + 1, 6) if number(direct, 9) < 9 else None


def _has_line_below(properties: Element | None) -> bool:
    return value(properties, "w:pBdr", "w:bottom") not in (None, "nil", "none")


def _is_made_by_word(style: ParagraphStyle) -> bool:
    return style.name.lower().startswith(("toc ", "table of figures"))


def _is_contents(element: Element) -> bool:
    gallery = value(element, "w:sdtPr", "w:docPartObj", "w:docPartGallery")
    return gallery is not None and gallery.lower() == "table of contents"


def _added(before: Text | None, text: Text) -> Text:
    if before is None:
        return text
    return Text([*before.nodes, *text.nodes], [*before.boxes, *text.boxes])


def _not_all_bold(nodes: Sequence[Node]) -> list[Node]:
    """A heading that is bold as a whole is a heading, and nothing in it is stressed."""
    texts = [node for node in nodes if node["type"] == "text" and node["text"].strip()]
    if not all({"type": "bold"} in node.get("marks", ()) for node in texts):
        return list(nodes)
    return [{**node, "marks": [m for m in node.get("marks", ()) if m["type"] != "bold"]} for node in nodes]
