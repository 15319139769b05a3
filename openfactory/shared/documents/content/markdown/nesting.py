"""Which links and which emphasis a leaf is inside of.

Content has no nesting: each text bears its marks. Emphasis may run over what bears none (code, an image, a mention,
a hard break) when it goes on behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markdown_it.rules_inline.autolink import AUTOLINK_RE, EMAIL_RE

from openfactory.shared.documents.content.markdown.leaves import Leaf, Link, Marks


@dataclass(slots=True)
class Linked:
    """A link around leaves."""

    leaves: list[Leaf]
    link: Link
    marks: Marks | None

    def address_alone(self) -> str | None:
        """The address, where it is what the link says."""
        text = self.leaves[0].text
        if len(self.leaves) > 1 or self.leaves[0].kind != "text" or self.link[1]:
            return None
        is_address = text == self.link[0] and AUTOLINK_RE.fullmatch(text)
        is_mail = f"mailto:{text}" == self.link[0] and EMAIL_RE.fullmatch(text)
        return text if is_address or is_mail else None


Item = Leaf | Linked


def items_of(leaves: list[Leaf]) -> list[Item]:
    """Leaves, and links around them, each with the emphasis that it is inside of."""
    _carry_links(leaves)
    items: list[Item] = []
    for link, run in groupby(leaves, key=lambda leaf: leaf.link):
        inside = list(run)
        if link is None:
            items.extend(inside)
            continue
        marked = [leaf.marks for leaf in inside if leaf.marks is not None]
        items.append(Linked(inside, link, frozenset.intersection(*marked) if marked else None))
        _carry_marks(inside)
    _carry_marks(items)
    return items


def _carry_links(leaves: Sequence[Leaf]) -> None:
    """A link goes on over images and hard breaks."""
    start = 0
    for place, leaf in enumerate(leaves):
        if leaf.link is None and leaf.kind in ("image", "break"):
            continue
        if leaf.link is not None and start and leaves[start - 1].link == leaf.link:
            for between in leaves[start:place]:
                between.link = leaf.link
        start = place + 1


def _carry_marks(items: Sequence[Item]) -> None:
    """Emphasis goes on over what bears no marks."""
    start = 0
    for place in range(len(items) + 1):
        if place < len(items) and items[place].marks is None:
            continue
        before = items[start - 1] if start else None
        after = items[place] if place < len(items) else None
        for between in items[start:place]:
            between.marks = _marks(before) & _marks(after)
        if start < place:
            _draw(before, items[start], items[place - 1], after)
        start = place + 1


def _marks(item: Item | None) -> Marks:
    return (item.marks if item else None) or frozenset()


def _draw(before: Item | None, first: Item, last: Item, after: Item | None) -> None:
    """Let emphasis begin and end beside what bears no marks rather than beside a space, where it could not.

    The bold texts of **the `code`** and **`code` here** then need no reference for their space.
    """
    if isinstance(before, Leaf) and before.kind == "text" and before.text[-1].isspace() and not ends_line(first):
        first.marks = _marks(before)
    elif isinstance(after, Leaf) and after.kind == "text" and after.text[0].isspace() and not ends_line(last):
        last.marks = _marks(after)


def ends_line(item: Item) -> bool:
    """Whether a line ends with it; no emphasis can end behind it, then."""
    return isinstance(item, Leaf) and item.text.endswith("\n")
