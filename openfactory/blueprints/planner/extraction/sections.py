"""A content as a tree of sections, each found again by its path of headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openfactory.blueprints.planner.extraction.headings import same_heading
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children, inline_text

Path = tuple[str, ...]


@dataclass(slots=True)
class Section:
    """A heading and what is below it: `blocks[start:end]` of the document, its own part `blocks[body:own_end]`.

    `path` are the headings down to its own, without the document's title; `nth` counts sections of one path.
    """

    title: str
    level: int
    path: Path
    start: int
    body: int
    own_end: int = 0
    end: int = 0
    nth: int = 1
    children: list[Section] = field(default_factory=list)

    def walk(self) -> Iterator[Section]:
        """It, and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_sections(content: Node) -> Section:
    """The whole as the section without a heading; the heading that a document begins with is its title, and none."""
    blocks = children(content)
    root = Section("", 0, (), 0, 0)
    open_sections, counts = [root], Counter[Path]()
    title = _title(blocks)
    for index, block in enumerate(blocks):
        if block["type"] != "heading" or index == title:
            continue
        level = block["attrs"]["level"]
        _close(open_sections, level, index)
        text = " ".join(inline_text(block).split())
        above = open_sections[-1]
        section = Section(text, level, (*above.path, text), index, index + 1)
        counts[same_path(section.path)] += 1
        section.nth = counts[same_path(section.path)]
        if not above.children:
            above.own_end = index
        above.children.append(section)
        open_sections.append(section)
    _close(open_sections, 0, len(blocks))
    return root


def same_path(path: Sequence[str]) -> Path:
    """What a path is recognised by."""
    return tuple(same_heading(title) for title in path)


def _title(blocks: Sequence[Node]) -> int | None:
    """Where the title stands: the first heading, if no other is of its level or above."""
    levels = [(index, block["attrs"]["level"]) for index, block in enumerate(blocks) if block["type"] == "heading"]
    if len(levels) > 1 and all(level > levels[0][1] for _, level in levels[1:]):
        return levels[0][0]
    return None


def _close(open_sections: list[Section], level: int, index: int) -> None:
    """End what a heading of this level ends; level 0 is the end of the text."""
    while open_sections and (level == 0 or open_sections[-1].level >= level > 0):
        section = open_sections[-1]
        if section.level == 0 and level:
            return
        open_sections.pop()
        section.end = index
        if not section.children:
            section.own_end = index
