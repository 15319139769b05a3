"""Inline nodes as they are nested in Markdown: which links and which emphasis they are inside of.

Content has no nesting: each text bears its marks. Emphasis may run over what bears none (code, an image, a mention,
a hard break) when it goes on behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from markdown_it.rules_inline.autolink import AUTOLINK_RE, EMAIL_RE

from openfactory.shared.documents.content.markdown.characters import clean
from openfactory.shared.documents.content.markdown.escaping import Surroundings, escaped, target
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute

EMPHASIS = ("bold", "italic", "strike")
Marks = frozenset[str]
Link = tuple[str, str]  # address and title
_LABEL = Surroundings()


@dataclass(slots=True)
class Leaf:
    """A text, still to be escaped, or the Markdown of something else. Without marks: emphasis may run over it."""

    kind: Literal["text", "code", "image", "mention", "break"]
    text: str
    marks: Marks | None = None
    link: Link | None = None


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


def leaves_of(content: Iterable[Node], hard_break: str) -> list[Leaf]:
    """The leaves of a paragraph, heading or cell. `hard_break`: its Markdown there."""
    leaves: list[Leaf] = []
    told = (_leaf(node, hard_break) for node in content)
    for _, run in groupby(told, key=lambda leaf: (leaf.kind, leaf.marks, leaf.link)):
        same = list(run)
        if same[0].kind == "text":  # only a mark without Markdown tells them apart
            same = [Leaf("text", "".join(leaf.text for leaf in same), same[0].marks, same[0].link)]
        leaves += same
    return leaves


def _leaf(node: Node, hard_break: str) -> Leaf:
    kind = node["type"]
    if kind == "hardBreak":
        return Leaf("break", hard_break)
    if kind == "image":
        return Leaf("image", _image(node))
    if kind == "mention":
        label = escaped(_attribute(node, "label"), _LABEL, before="@", after="]")
        return Leaf("mention", f"[@{label}]({target('mention:' + _attribute(node, 'id'))})")
    marks = {mark["type"]: mark for mark in node.get("marks") or ()}
    link = None
    if "link" in marks:
        link = (_attribute(marks["link"], "href"), _attribute(marks["link"], "title"))
    if "code" in marks:
        return Leaf("code", _code(clean(node["text"])), link=link)
    return Leaf("text", clean(node["text"]), marks=frozenset(EMPHASIS).intersection(marks), link=link)


def _attribute(node: Node, name: str) -> str:
    return clean(str(attribute(node, name) or ""))


def _image(node: Node) -> str:
    alt = escaped(_attribute(node, "alt"), _LABEL, before="[", after="]")
    return f"![{alt}]({target(_attribute(node, 'src'), _attribute(node, 'title'))})"


def _code(text: str) -> str:
    text = re.sub(r"[\r\n]", " ", text)
    runs = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    is_padded = text.startswith(" ") and text.endswith(" ") and text.strip(" ")
    padding = " " if is_padded or text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


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
        carry_marks(inside)
    carry_marks(items)
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


def carry_marks(items: Sequence[Item]) -> None:
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
    if isinstance(before, Leaf) and before.kind == "text" and before.text[-1].isspace() and not _ends_line(first):
        first.marks = _marks(before)
    elif isinstance(after, Leaf) and after.kind == "text" and after.text[0].isspace() and not _ends_line(last):
        last.marks = _marks(after)


def _ends_line(item: Item) -> bool:
    return isinstance(item, Leaf) and item.text.endswith("\n")
