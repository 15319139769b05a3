"""A Word file as content."""

from __future__ import annotations

from openfactory.shared.documents.content.errors import ContentError
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.schema import canonical
from openfactory.shared.documents.files import word
from openfactory.shared.documents.files.docx_reading.blocks import Blocks
from openfactory.shared.documents.files.docx_reading.inline import Inline
from openfactory.shared.documents.files.docx_reading.notes import Notes
from openfactory.shared.documents.files.docx_reading.numbering import Numbering
from openfactory.shared.documents.files.docx_reading.parts import File, Part
from openfactory.shared.documents.files.docx_reading.styles import Styles
from openfactory.shared.documents.files.docx_reading.xml import Element, first, value


def read_docx(data: bytes) -> Node:
    """The content of a .docx file, in canonical form.

    Insertions that are not accepted yet count as text, deletions do not. Footnotes come at the end, text boxes after
    their paragraph; images of more than 256 KiB, and of kinds that browsers do not show, are named in the text. What
    the document's head says in a file written here is left out. ValueError, in one sentence, for anything else.
    """
    file = File(data)
    reader = _Reader(file)
    try:
        return canonical({"type": "doc", "content": reader.nodes()})
    except ContentError as error:
        raise ValueError(f"The document cannot be taken over: {error.message}.") from error


class _Reader:
    def __init__(self, file: File) -> None:
        self.ours = file.is_ours
        self.document = file.document
        self.styles = Styles(_root(self.document.related("styles")))
        numbering = Numbering(_root(self.document.related("numbering")), self.styles)
        self.notes = Notes(self.document)
        self.blocks = Blocks(self.styles, numbering, ours=self.ours)

    def nodes(self) -> list[Node]:
        body = first(self.document.root, "w:body")
        if body is None:
            raise ValueError("The file is damaged: it has no text.")
        self._drop_title(body)
        inline = self._inline(self.document)
        return [*self.blocks.nodes(body, inline), *self._notes()]

    def _drop_title(self, body: Element) -> None:
        """A single title is that of the document, which it keeps elsewhere; of several each begins a part."""
        titles = [
            element
            for element in body
            if element.tag == "w:p" and self.styles.name(value(element, "w:pPr", "w:pStyle")) == word.TITLE
        ]
        if len(titles) == 1:
            body.remove(titles[0])

    def _notes(self) -> list[Node]:
        """The notes; one can refer to others, which then follow."""
        found: list[Node] = []
        number = 0
        while notes := self.notes.since(number):
            number += len(notes)
            for sign, part, element in notes:
                nodes = self.blocks.nodes(element, self._inline(part))
                if not nodes or nodes[0]["type"] != "paragraph":
                    nodes.insert(0, {"type": "paragraph"})
                nodes[0]["content"] = [{"type": "text", "text": sign}, *nodes[0].get("content", ())]
                found += nodes
        return found

    def _inline(self, part: Part) -> Inline:
        return Inline(part, self.styles, self.notes, ours=self.ours)


def _root(part: Part | None) -> Element | None:
    return part.root if part else None
