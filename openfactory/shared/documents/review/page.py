"""A document as the rules see it: its items, and the sentences that are judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children, inline_text
from openfactory.shared.documents.requirements.items import Item, flatten
from openfactory.shared.documents.requirements.keys import read_key
from openfactory.shared.documents.requirements.masking import masked
from openfactory.shared.documents.requirements.parsing import find_requirements
from openfactory.shared.documents.requirements.sentences import sentences
from openfactory.shared.documents.requirements.wording import read_story
from openfactory.shared.documents.review.abbreviations import explained
from openfactory.shared.documents.review.neighbours import Pair, related
from openfactory.shared.documents.review.spots import Role, Spot

_LONGEST = 5000  # characters of a sentence that rules look at
_WORD = re.compile(r"\w+")
_MODAL = re.compile(
    r"\b(?:shall|must|should|will|may|can|cannot|could|might|would|needs?\s+to|ha(?:s|ve)\s+to|(?:is|are)\s+required\s+to)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\s*(?:rationale|reason|note|notes|example|examples|source|why|background|comment|hint)\s*[:–—-]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, or code; not those in quotes. `text` has blots for what is not the author's own prose."""

    pointer: str
    place: int
    text: str
    raw: str
    heading: bool = False
    listed: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that begins at `start` in its block. A story is one, however many full stops it has.

    `words` are those of a sentence that is judged, in lower case.
    """

    block: Block
    start: int
    text: str
    role: Role
    item: Item | None
    words: frozenset[str]
    page: Page = field(repr=False)


class Page:
    """`others` are keys and texts of the project's requirements in other documents."""

    def __init__(self, document: Node, others: Sequence[tuple[str, str]] = ()) -> None:
        self.roots = find_requirements(document)
        self.items = list(flatten(self.roots))
        self.others = others
        self.blocks = {block.pointer: block for block in _blocks(document)}
        self._owners = {pointer: item for item, _ in self.items for pointer in item.blocks}
        self._parts = {pointer: self._cut(block) for pointer, block in self.blocks.items() if not block.code}

    def spot(self, item: Item, fix: str | None = None, note: str = "") -> Spot:
        """The first block with words of an item; of one without any words the block that it begins with."""
        pointer = next(place for place in (*item.blocks, *self.beginnings(item)) if place in self.blocks)
        parts, end = self._parts.get(pointer), len(self.blocks[pointer].raw.rstrip())
        return Spot(pointer, parts[0][0] if parts else 0, end, fix, note)

    def beginnings(self, item: Item) -> Iterator[str]:
        """Pointers of the block that an item's key stands in: of a row's first cell, of a list item, or its own."""
        inside = (f"{item.pointer}/content/0/content/0", f"{item.pointer}/content/0", item.pointer)
        return (pointer for pointer in inside if pointer in self.blocks)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Those that are requirements, criteria or stories, and all others as prose."""
        judged = {where for item, _ in self.items for where in self._judged(item)}
        return [
            self._sentence(self.blocks[pointer], start, end, (pointer, start) in judged)
            for pointer, parts in self._parts.items()
            for start, end in parts
        ]

    def _sentence(self, block: Block, start: int, end: int, judged: bool) -> Sentence:
        text = block.text[start : min(end, start + _LONGEST)].replace("\n", " ")
        words = frozenset(_WORD.findall(text.lower())) if judged else frozenset()
        role = self._role(block.pointer) if judged else "prose"
        return Sentence(block, start, text, role, self._owners.get(block.pointer), words, self)

    @cached_property
    def related(self) -> list[Pair]:
        """Requirements that say the same as another one, or differ only in a figure."""
        return list(related([item for item in self.roots if item.kind == "requirement"], self.others))

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Those that the document explains."""
        return explained(block.raw for block in self.blocks.values())

    def _judged(self, item: Item) -> Iterator[tuple[str, int]]:
        """Where the sentences of an item begin that say what is required.

        Of a criterion all; of a requirement those with a modal verb, and the points of a list that goes on one. Where
        there is no modal verb, the first paragraph: what comes later explains.
        """
        blocks = [self.blocks[pointer] for pointer in item.blocks]
        texts = [block for block in blocks if not block.heading] or blocks
        said = [(block, *part) for block in texts for part in self._parts[block.pointer] if not _explains(block, part)]
        modal = {(block.pointer, start) for block, start, end in said if _MODAL.search(block.text, start, end)}
        for block, start, _ in said:
            first = block is texts[0]
            goes_on = (block.listed and not first) if modal else first
            if item.kind == "criterion" or goes_on or (block.pointer, start) in modal:
                yield block.pointer, start

    def _cut(self, block: Block) -> list[tuple[int, int]]:
        """Start and end of each sentence in a block, after the key. A story is one sentence."""
        item = self._owners.get(block.pointer)
        key = read_key(block.raw) if item else None
        begin = key.after if key else 0
        if item and item.kind == "requirement" and read_story(block.raw[begin:]):
            return [(begin, len(block.raw.rstrip()))]
        return [(begin + start, begin + end) for start, end in sentences(block.text[begin:])]

    def _role(self, pointer: str) -> Role:
        item, block = self._owners[pointer], self.blocks[pointer]
        if item.kind == "criterion":
            return "criterion"
        start, end = self._parts[pointer][0]
        return "story" if read_story(block.raw[start:end]) else "requirement"


def _explains(block: Block, part: tuple[int, int]) -> bool:
    """Whether a sentence says why, or gives an example."""
    return _REASON.match(block.text, part[0]) is not None


def _blocks(document: Node) -> Iterator[Block]:
    waiting: list[tuple[str, Node, bool]] = [("", document, False)]
    place = 0
    while waiting:
        pointer, node, listed = waiting.pop()
        kind = node["type"]
        if kind in ("paragraph", "heading"):
            yield Block(pointer, place, masked(node), inline_text(node), kind == "heading", listed)
        elif kind == "codeBlock":
            yield Block(pointer, place, "", inline_text(node), code=True)
        elif kind != "blockquote":
            inside = listed or kind in ("listItem", "taskItem")
            waiting += [(f"{pointer}/content/{at}", child, inside) for at, child in enumerate(children(node))][::-1]
        place += 1
