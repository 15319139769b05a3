"""Items of a context pack, and where modules add their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from openfactory.core.access import Access

Trust = Literal["team", "agent", "outside"]


@dataclass(frozen=True, kw_only=True)
class ContextItem:
    """Something worth knowing.

    kind, id   what it is; the same thing has the same id, whenever it is asked for
    title      in one line
    markdown   what it says; blocks are parted by empty lines, and it is shortened between two of them
    trust      who has written it: members (`team`), agents on their behalf, or anybody (`outside`)
    """

    kind: str
    id: str
    title: str
    markdown: str
    trust: Trust


@dataclass(frozen=True)
class Ranked:
    """An item in its place: by rank, then by `order`, then by its id."""

    rank: int
    item: ContextItem
    order: int = 0
    bulky: bool = False  # a whole document, which may take no more than a part of the room

    @property
    def place(self) -> tuple[int, int, str, str]:
        """What items are sorted by."""
        return self.rank, self.order, self.item.kind, self.item.id


@dataclass(frozen=True)
class Cut:
    """What was left out, or shortened (`reason` "shortened"), and how many tokens of it are missing."""

    kind: str
    id: str
    title: str
    tokens: int
    reason: Literal["budget", "shortened", "too_large"]


class Rank:
    """Where the planner's own items stand; modules choose numbers around and between them."""

    WORK_ORDER = 10
    REQUIREMENTS = 20
    SOURCES = 30
    DOCUMENTS = 40
    PLACE = 50  # phase and feature
    DEPENDENCIES = 60
    ALERTS = 70
    COMMENTS = 80
    RELATED = 90


ContextFunction = Callable[[Access, UUID], Awaitable[Sequence[ContextItem]]]


@dataclass(frozen=True)
class ContextSource:
    """What adds items of a module."""

    name: str
    rank: int
    function: ContextFunction


_sources: dict[str, ContextSource] = {}


def register_context_source(name: str, rank: int, function: ContextFunction) -> None:
    """Let `function(access, work_order_id)` add items of a rank to each work order's context.

    It is called for callers who may read the work order, and looks itself after what else they may see. For the same
    rows it gives the same items, and it takes a bounded number of statements. A name is registered once.
    """
    wanted = ContextSource(name, rank, function)
    if _sources.setdefault(name, wanted) != wanted:
        raise ValueError(f"there is a source of context named {name!r} already")


def context_sources() -> Sequence[ContextSource]:
    """Those of all installed modules, by rank and name."""
    return sorted(_sources.values(), key=lambda source: (source.rank, source.name))
