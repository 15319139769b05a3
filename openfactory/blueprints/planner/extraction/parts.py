"""Parts of a document that work comes from: named by where they stand, recognised by what they say.

A part is found by its headings. Where those have been changed it is found by its words, which are then all that is
left of it; so a new heading is told from another text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from openfactory.blueprints.planner.extraction.hashing import wording
from openfactory.blueprints.planner.extraction.items import Item, every_item
from openfactory.blueprints.planner.extraction.sections import Path, Section, read_sections, same_path
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children

NOTHING = wording([])
ALIKE = 0.7  # of 1: how much two items have in common that are one, reworded


@dataclass(frozen=True, slots=True)
class Part:
    """A section, or with `item` an item of a list in it.

    path   headings, outermost first; empty for the whole document
    nth    of several sections of this path
    item   the item's first paragraph
    own    without the sections below it
    hash   of what it says; None for one that is not there
    """

    path: Path
    nth: int = 1
    item: str | None = None
    own: bool = False
    hash: str | None = None


def item_blocks(item: Item) -> list[Node]:
    """What an item says, as blocks."""
    return [{"type": "paragraph", "content": [{"type": "text", "text": item.text}]}, *item.more]


class Finder:
    """Finds parts in a content."""

    def __init__(self, content: Node) -> None:
        self._blocks = children(content)
        self._sections = list(read_sections(content).walk())
        self._by_path = {(same_path(section.path), section.nth): section for section in self._sections}
        self._hashes: dict[tuple[int, int], str] = {}
        self._items: dict[int, list[tuple[Item, str]]] = {}  # of sections, by where they begin

    def find(self, part: Part) -> Part:
        """The part as it is now, with its present headings; with no hash where it is no more."""
        if part.item is not None:
            return self._item(part, part.item)
        section = self.section(part)
        if section is not None:
            return replace(part, path=section.path, nth=section.nth, hash=self._hash(section, part.own))
        for other in self._sections:
            if part.hash not in (None, NOTHING) and self._hash(other, part.own) == part.hash:
                return replace(part, path=other.path, nth=other.nth)
        return replace(part, hash=None)

    def section(self, part: Part) -> Section | None:
        """The section of the part's headings, which an item stands in."""
        return self._by_path.get((same_path(part.path), part.nth))

    def _item(self, part: Part, text: str) -> Part:
        """The item that says the same, in its section or anywhere; else the most alike in its section."""
        section = self.section(part)
        inside = self._items_of(section) if section else []
        for item, digest in (*inside, *self._items_of(self._sections[0])):
            if digest == part.hash:
                return replace(part, item=item.text)
        alike = [(likeness(item.text, text), item, digest) for item, digest in inside]
        best = max(alike, key=lambda found: found[0], default=None)
        if best is None or best[0] < ALIKE:
            return replace(part, hash=None)
        return replace(part, item=best[1].text, hash=best[2])

    def _items_of(self, section: Section) -> list[tuple[Item, str]]:
        if section.body not in self._items:
            inside: Node = {"type": "doc", "content": self._blocks[section.body : section.end]}
            self._items[section.body] = [(item, wording(item_blocks(item))) for item in every_item(inside)]
        return self._items[section.body]

    def _hash(self, section: Section, own: bool) -> str:
        end = section.own_end if own else section.end
        if (section.body, end) not in self._hashes:
            self._hashes[section.body, end] = wording(self._blocks[section.body : end])
        return self._hashes[section.body, end]


def likeness(one: str, other: str) -> float:
    """From 0 for texts that share nothing to 1 for equal ones: Dice's coefficient of their trigrams."""
    first, second = _trigrams(one), _trigrams(other)
    both = first.total() + second.total()
    if 2 * min(first.total(), second.total()) < ALIKE * both:
        return 0  # of so different lengths that they cannot be alike enough
    return 2 * sum(min(count, second[gram]) for gram, count in first.items()) / both


@lru_cache(maxsize=4096)
def _trigrams(text: str) -> Counter[str]:
    padded = f"  {' '.join(text.casefold().split())[:500]} "
    return Counter(padded[place : place + 3] for place in range(len(padded) - 2))
