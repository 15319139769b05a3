"""Fields in the text of a Word file: links, and contents that Word makes itself. They can span paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openfactory.shared.documents.content.addresses import is_link
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.files.docx_reading.xml import Element

_WORDS = re.compile(r'"([^"]*)"|(\S+)')


@dataclass
class _Field:
    instruction: str = ""
    in_result: bool = False


class Fields:
    """The fields that are open at a place in the text."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def char(self, element: Element) -> None:
        """A field begins, its result begins, or it ends."""
        kind = element.get("w:fldCharType")
        if kind == "begin":
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._open[-1].in_result = True
        elif kind == "end" and self._open:
            self._open.pop()

    def instruct(self, text: str) -> None:
        """A piece of what the innermost field is to show."""
        if self._open and len(self._open[-1].instruction) < 10_000:
            self._open[-1].instruction += text

    @property
    def hide(self) -> bool:
        """Whether text here is no text of the document: an instruction, or a table of contents."""
        return any(not field.in_result or _name(field.instruction) == "TOC" for field in self._open)

    @property
    def link(self) -> Node | None:
        """The link that text here is part of."""
        found = [mark for field in self._open if (mark := link_of(field.instruction))]
        return found[-1] if found else None


def link_of(instruction: str) -> Node | None:
    """The link that `HYPERLINK "address" \\l "place" \\o "tip"` says."""
    if _name(instruction) != "HYPERLINK":
        return None
    words = [quoted or plain for quoted, plain in _WORDS.findall(instruction)][1:]
    said = {"address": ""}
    option = "address"
    for word in words:
        if re.fullmatch(r"\\[a-z]", word):
            option = word
        else:
            said[option], option = word, "ignored"
    place = said.get("\\l")
    return link_mark(said["address"] + (f"#{place}" if place else ""), said.get("\\o"))


def link_mark(address: str, title: str | None = None) -> Node | None:
    """A link, where it may lead there. Places that Word names for itself, as for contents, mean nothing outside."""
    if not address or address.startswith("#_") or not is_link(address):
        return None
    attributes = {"href": address, "title": title[:2000]} if title else {"href": address}
    return {"type": "link", "attrs": attributes}


def is_contents(instruction: str) -> bool:
    """Whether a field makes a table of contents."""
    return _name(instruction) == "TOC"


def _name(instruction: str) -> str:
    return next(iter(instruction.split()), "").upper()
