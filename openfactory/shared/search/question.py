"""What is asked for: each word of the text, as a prefix. No text is an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from openfactory.shared.search.words import Piece, chains, folded, is_key, pieces

MOST_WORDS = 16
LONGEST = 1_000  # characters

Every = tuple[Piece, ...]
Term = tuple[Every, ...]  # either all words of the first, or all of the second


@dataclass(frozen=True)
class Question:
    """All of the terms are wanted. No terms: nothing is."""

    terms: tuple[Term, ...]

    def expression(self, literal: Callable[[Piece], str], *, both: str, either: str) -> str:
        """The question in a query language with parentheses."""
        return both.join(
            f"({either.join(f'({both.join(map(literal, every))})' for every in term)})" for term in self.terms
        )

    def asks_for(self, piece: Piece) -> bool:
        """Whether a word of a text is one of those asked for."""
        return piece.word in self._entire or piece.word.startswith(self._beginnings)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """Every word asked for."""
        return tuple({piece.word for piece in self._pieces})

    @cached_property
    def _pieces(self) -> list[Piece]:
        return [piece for term in self.terms for every in term for piece in every]

    @cached_property
    def _entire(self) -> frozenset[str]:
        return frozenset(piece.word for piece in self._pieces if not is_prefix(piece))

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        return tuple(piece.word for piece in self._pieces if is_prefix(piece))


def is_prefix(piece: Piece) -> bool:
    """Whether words that begin with it are found too. Too many begin with a single letter."""
    return piece.kind in ("word", "joined") and len(piece.word) > 1


def question(text: str) -> Question:
    """What a text of people's asks for: its first 16 words."""
    terms: list[Term] = []
    left = MOST_WORDS
    for chain in chains(folded(text[:LONGEST])):
        if left <= 0:
            break
        term = _term(chain.group(), left)
        terms.append(term)
        left -= len(term[-1])
    return Question(tuple(terms))


def _term(chain: str, most: int) -> Term:
    found = pieces(chain)
    joined = tuple(piece for piece in found if piece.kind == "joined")
    # Pairs hold every character, unless there is but one.
    left_out = "character" if any(piece.kind == "pair" for piece in found) else ""
    parts = tuple(piece for piece in found if piece.kind not in ("joined", left_out))[:most]
    if not joined:
        return (parts,)
    # The parts of WO-12 are found nearly everywhere, and who asks for it means that one thing.
    return (joined,) if is_key(chain) else (joined, parts)
