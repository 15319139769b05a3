"""Fitting items into a budget of tokens.

A token is taken to be four bytes of UTF-8, rounded up: a rule that needs no model's vocabulary, and is the same
everywhere. What is counted is the pack as Markdown, with its headings.

Items come in their order. What fits is taken whole, what does not is shortened between two blocks, and what not even
the first block fits of is left out; smaller ones behind it may still fit. Whole documents take at most half of the
room that is left when their turn comes, so that they do not push out all that follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from openfactory.blueprints.planner.context.items import ContextItem, Cut, Ranked
from openfactory.blueprints.planner.context.markdown import pieces, rendered

BYTES_PER_TOKEN = 4
LEAST, DEFAULT, MOST = 500, 8_000, 100_000
_MORE = "\n\n…"
_END = 40  # tokens kept for the last line


def tokens_of(text: str) -> int:
    """How many tokens a text is taken for."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


@dataclass(frozen=True)
class Packed:
    """An item as it is given: `markdown` is what is left of its text, `text` that below its heading."""

    rank: int
    item: ContextItem
    markdown: str
    text: str
    shortened: bool

    @property
    def tokens(self) -> int:
        """Of the text with its heading."""
        return tokens_of(self.text)


@dataclass
class Pack:
    """What fits, and what does not."""

    budget: int
    head: str
    items: list[Packed] = field(default_factory=list)
    cut: list[Cut] = field(default_factory=list)

    @property
    def markdown(self) -> str:
        """The whole as one text."""
        return self.head + "".join(packed.text for packed in self.items) + self._end()

    @property
    def tokens(self) -> int:
        """Of the whole; never more than the budget."""
        return tokens_of(self.markdown)

    def _end(self) -> str:
        if not self.cut:
            return ""
        shortened = sum(cut.reason == "shortened" for cut in self.cut)
        return f"(For want of room {len(self.cut) - shortened} items are left out, and {shortened} are shortened.)\n"


def pack(head: str, ranked: Sequence[Ranked], budget: int) -> Pack:
    """The items within the budget, in their order."""
    packed = Pack(budget, head)
    left = budget - tokens_of(head) - _END
    for one in sorted(ranked, key=lambda one: one.place):
        room = left // 2 if one.bulky else left
        found = _fitted(one, room)
        whole = tokens_of(rendered(one.item, one.item.markdown))
        if found is None:
            packed.cut.append(Cut(one.item.kind, one.item.id, one.item.title, whole, "budget"))
            continue
        packed.items.append(found)
        left -= found.tokens
        if found.shortened:
            missing = max(whole - found.tokens, 1)
            packed.cut.append(Cut(one.item.kind, one.item.id, one.item.title, missing, "shortened"))
    return packed


def _fitted(one: Ranked, room: int) -> Packed | None:
    """The item, whole or its beginning; None where there is room for neither."""
    item = one.item
    text = rendered(item, item.markdown)
    if tokens_of(text) <= room:
        return Packed(one.rank, item, item.markdown, text, shortened=False)
    parts = pieces(item.markdown)
    low, high = 0, len(parts) - 1
    while low < high:  # the most pieces that fit
        middle = (low + high + 1) // 2
        if tokens_of(rendered(item, _beginning(parts, middle))) <= room:
            low = middle
        else:
            high = middle - 1
    if low == 0:
        return None
    body = _beginning(parts, low)
    return Packed(one.rank, item, body, rendered(item, body), shortened=True)


def _beginning(parts: Sequence[str], count: int) -> str:
    return "\n".join(parts[:count]).rstrip("\n") + _MORE
