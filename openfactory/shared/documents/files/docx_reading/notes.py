"""Footnotes and endnotes: a number in the text, and the note itself at the end."""

from __future__ import annotations

from openfactory.shared.documents.files.docx_reading.parts import Part
from openfactory.shared.documents.files.docx_reading.xml import Element, every

_KINDS = {"w:footnoteReference": ("footnotes", "w:footnote"), "w:endnoteReference": ("endnotes", "w:endnote")}


class Notes:
    """The notes that the text refers to, in order."""

    def __init__(self, document: Part) -> None:
        self._parts = {name: document.related(name) for name, _ in _KINDS.values()}
        self._numbers: dict[tuple[str, str], int] = {}

    def refer(self, kind: str, id_: str) -> str:
        """What stands in the text for a note: `[1]`. Nothing where there is no such note."""
        if self._find(kind, id_) is None:
            return ""
        found = self._numbers.setdefault((kind, id_), len(self._numbers) + 1)
        return f"[{found}]"

    def since(self, number: int) -> list[tuple[str, Part, Element]]:
        """Notes after the first so many: what stands before each, its part, and the note."""
        found = []
        for kind, id_ in list(self._numbers)[number:]:
            part, element = self._parts[_KINDS[kind][0]], self._find(kind, id_)
            assert part is not None
            assert element is not None
            found.append((f"[{self._numbers[kind, id_]}] ", part, element))
        return found

    def _find(self, kind: str, id_: str) -> Element | None:
        name, tag = _KINDS[kind]
        part = self._parts[name]
        return next((note for note in every(part.root if part else None, tag) if note.get("w:id") == id_), None)
