"""Delimiters of emphasis that open and close where they are meant to.

CommonMark lets `**` open only before what is no space, and before punctuation only after a space or punctuation;
for closing the other way round; `_` moreover not within a word. A character that stands in the way is written as a
character reference, which begins and ends with punctuation: nothing else expresses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from openfactory.shared.documents.content.markdown.characters import REFERRED, class_of, reference
from openfactory.shared.documents.content.markdown.escaping import Surroundings, escaped


class Kind(Enum):
    """TEXT is literal and will be escaped; SYNTAX is Markdown; OPENING and CLOSING are delimiters."""

    TEXT = "text"
    SYNTAX = "syntax"
    OPENING = "opening"
    CLOSING = "closing"


@dataclass(slots=True)
class Piece:
    """A part of a line. `first`, `last`: whether this character of a text is written as a reference."""

    kind: Kind
    text: str
    first: bool = False
    last: bool = False

    def class_at(self, *, end: bool) -> str:
        """The class of the first or last character as it is written."""
        if self.kind is Kind.TEXT and self.is_referred(end=end):
            return "punctuation"
        return class_of(self.text[-1 if end else 0])

    def is_referred(self, *, end: bool) -> bool:
        single = len(self.text) == 1
        chosen = (self.last or (single and self.first)) if end else (self.first or (single and self.last))
        return chosen or self.text[-1 if end else 0] in REFERRED

    def refer(self, *, end: bool) -> None:
        """Write the first or last character as a reference."""
        if end:
            self.last = True
        else:
            self.first = True

    def written(self, surroundings: Surroundings, before: str, after: str) -> str:
        if self.kind is not Kind.TEXT:
            return self.text
        if len(self.text) == 1 and (self.first or self.last):
            return reference(self.text)
        head = reference(self.text[0]) if self.first else ""
        tail = reference(self.text[-1]) if self.last else ""
        body = self.text[1 if head else 0 : -1 if tail else None]
        return head + escaped(body, surroundings, head or before, tail or after) + tail


_EDGE = Piece(Kind.SYNTAX, " ")


def settle(pieces: Sequence[Piece]) -> None:
    """Choose the characters that are written as references."""
    padded = [_EDGE, *pieces, _EDGE]
    triples = list(zip(padded, padded[1:], padded[2:], strict=False))
    for before, piece, after in triples:
        _keep_spaces(before, piece, after)
    delimiters = [triple for triple in triples if triple[1].kind in (Kind.OPENING, Kind.CLOSING)]
    # A reference beside one delimiter can be what the next one over now needs; three at most stand together.
    while sum(_settle(*triple) for triple in delimiters):
        pass


def _keep_spaces(before: Piece, piece: Piece, after: Piece) -> None:
    """Spaces are kept at the edges of lines, where they are dropped, and inside of delimiters."""
    if piece.kind is not Kind.TEXT:
        return
    if piece.text[0].isspace() and (before.kind is Kind.OPENING or before.text[-1].isspace()):
        piece.refer(end=False)
    if piece.text[-1].isspace() and (after.kind is Kind.CLOSING or after is _EDGE):
        piece.refer(end=True)


def _settle(before: Piece, delimiter: Piece, after: Piece) -> bool:
    """Whether a character had to become a reference."""
    opening = delimiter.kind is Kind.OPENING
    outside, inside = (before, after) if opening else (after, before)
    within_word = delimiter.text != "_" and inside.class_at(end=not opening) == "word"
    if within_word or outside.class_at(end=opening) != "word":
        return False
    outside.refer(end=opening)
    return True
