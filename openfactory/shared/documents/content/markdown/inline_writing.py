"""Inline nodes as Markdown: links and emphasis opened and closed around texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openfactory.shared.documents.content.markdown.escaping import (
    Surroundings,
    heading_escaped,
    lines_escaped,
    target,
)
from openfactory.shared.documents.content.markdown.flanking import Kind, Piece, settle
from openfactory.shared.documents.content.markdown.leaves import EMPHASIS, Leaf, Marks, leaves_of
from openfactory.shared.documents.content.markdown.nesting import Item, ends_line, items_of
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children

_DELIMITERS = {"bold": "**", "italic": "*", "strike": "~~"}


def paragraph_text(paragraph: Node) -> str:
    """The Markdown of a paragraph, of as many lines as hard breaks make."""
    content = children(paragraph)
    end = len(content)
    while end and content[end - 1]["type"] == "hardBreak":
        end -= 1  # a hard break is one between two lines
    leaves = leaves_of(content[:end], "\\\n")
    literal = bool(leaves) and leaves[0].kind == "text" and not leaves[0].link
    return lines_escaped(_written(leaves), literal=literal)


def heading_text(heading: Node) -> str:
    """The Markdown of a heading, without its marking."""
    return heading_escaped(line(children(heading)))


def line(content: Iterable[Node]) -> str:
    """The Markdown of inline nodes in one line."""
    return _written(leaves_of(content, "<br>"))


def _written(leaves: list[Leaf]) -> str:
    writer = _Writer()
    writer.write(items_of(leaves), frozenset())
    pieces = writer.told_apart()
    settle(pieces)
    surroundings = _surroundings(leaves)
    texts = ["", *(piece.text for piece in pieces), ""]
    return "".join(
        piece.written(surroundings, before, after)
        for before, piece, after in zip(texts, pieces, texts[2:], strict=False)
    )


def _surroundings(leaves: list[Leaf]) -> Surroundings:
    if all(leaf.kind == "break" or (leaf.kind == "text" and not leaf.marks and not leaf.link) for leaf in leaves):
        return Surroundings.of_bare("".join(leaf.text for leaf in leaves))
    return Surroundings(linked=any(leaf.link or leaf.kind in ("image", "mention") for leaf in leaves))


class _Writer:
    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.spans: dict[tuple[int, int], str] = {}  # where each mark opens and closes

    def write(self, items: Sequence[Item], outer: Marks) -> None:
        """Write items that are inside of the outer marks already."""
        opened: list[tuple[str, int]] = []
        line_begins = False
        for item, ends in zip(items, _ends(items), strict=True):
            wanted = (item.marks or frozenset()) - outer
            kept = _kept([mark for mark, _ in opened], wanted, ends, line_begins)
            self.close(opened, kept)
            missing = wanted.difference(mark for mark, _ in opened)
            for mark in sorted(missing, key=lambda mark: (-ends[mark], EMPHASIS.index(mark))):
                opened.append((mark, len(self.pieces)))
                self.pieces.append(Piece(Kind.OPENING, _DELIMITERS[mark]))
            self.item(item)
            line_begins = ends_line(item)
        self.close(opened, 0)

    def close(self, opened: list[tuple[str, int]], kept: int) -> None:
        while len(opened) > kept:
            mark, start = opened.pop()
            self.spans[start, len(self.pieces)] = mark
            self.pieces.append(Piece(Kind.CLOSING, _DELIMITERS[mark]))

    def item(self, item: Item) -> None:
        if isinstance(item, Leaf):
            self.pieces.append(Piece(Kind.TEXT if item.kind == "text" else Kind.SYNTAX, item.text))
        elif address := item.address_alone():
            self.pieces.append(Piece(Kind.SYNTAX, f"<{address}>"))
        else:
            self.pieces.append(Piece(Kind.SYNTAX, "["))
            self.write(item.leaves, item.marks or frozenset())
            # As `[code]: …` this would define a reference; with its parentheses not balanced before a space, it cannot.
            space = " " if any(leaf.kind == "code" and "]:" in leaf.text for leaf in item.leaves) else ""
            self.pieces.append(Piece(Kind.SYNTAX, f"]({target(*item.link)}{space})"))

    def told_apart(self) -> list[Piece]:
        """The pieces, with italics as `_` where `*` would run together with the `**` of bold.

        Italics from the first to the last character of something bold are `***`, which is clear.
        """
        texts = ["", *(piece.text for piece in self.pieces), ""]
        for (start, end), mark in self.spans.items():
            if mark != "italic":
                continue
            if self.spans.get((start - 1, end + 1)) == "bold":
                self.pieces[start - 1].text = self.pieces[end + 1].text = ""
                self.pieces[start].text = self.pieces[end].text = "***"
            elif "**" in (texts[start], texts[start + 2], texts[end], texts[end + 2]):
                self.pieces[start].text = self.pieces[end].text = "_"
        return [piece for piece in self.pieces if piece.text]


def _kept(opened: list[str], wanted: Marks, ends: dict[str, int], line_begins: bool) -> int:
    """How many of the open marks stay open.

    What goes on longest is outermost: of two marks that overlap, the one that ends first is interrupted where the
    other begins, except at the beginning of a line, where nothing can be closed.
    """
    longest = max((ends[mark] for mark in wanted.difference(opened)), default=0)
    kept = 0
    while kept < len(opened) and opened[kept] in wanted and (line_begins or ends[opened[kept]] >= longest):
        kept += 1
    return kept


def _ends(items: Sequence[Item]) -> list[dict[str, int]]:
    """For each item and each of its marks, where the mark ends."""
    found: list[dict[str, int]] = []
    ends: dict[str, int] = {}
    for place in range(len(items) - 1, -1, -1):
        ends = {mark: ends.get(mark, place + 1) for mark in items[place].marks or ()}
        found.append(ends)
    return found[::-1]
