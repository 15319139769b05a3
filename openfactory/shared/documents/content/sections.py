"""Sections of a content: a heading and what is below it, up to the next heading of its level or a higher one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import inline_text


class Section(NamedTuple):
    """`blocks[start:end]`; the heading itself, where there is one, is `blocks[start]`."""

    start: int
    end: int
    titled: bool

    @property
    def body(self) -> int:
        """Where what is below the heading begins."""
        return self.start + self.titled


def find_section(blocks: Sequence[Node], path: Sequence[str]) -> Section | None:
    """The section of a path of headings, outermost first; the whole for an empty one, None where there is none.

    Headings are compared without regard to case and surplus white space. Of several equal ones the first counts.
    """
    section = Section(0, len(blocks), False)
    for title in path:
        found = _heading(blocks, section, title)
        if found is None:
            return None
        section = Section(found, _end(blocks, found, section.end), True)
    return section


def _heading(blocks: Sequence[Node], within: Section, title: str) -> int | None:
    for index in range(within.body, within.end):
        if blocks[index]["type"] == "heading" and _plain(inline_text(blocks[index])) == _plain(title):
            return index
    return None


def _end(blocks: Sequence[Node], heading: int, limit: int) -> int:
    level = blocks[heading]["attrs"]["level"]
    for index in range(heading + 1, limit):
        if blocks[index]["type"] == "heading" and blocks[index]["attrs"]["level"] <= level:
            return index
    return limit


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
