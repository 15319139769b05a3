"""Inline nodes as Markdown one by one, before links and emphasis are put around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

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
