"""Edits of a content at places that are found again: what a suggestion is made of.

An edit remembers the blocks it is about, not their number, so it fits as long as they are there, wherever they
have moved. The nearest place to where they were counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from openfactory.shared.documents.content.markdown import read_markdown, write_markdown
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.sections import Section, find_section
from openfactory.shared.documents.content.text import children


class NoPlace(ValueError):
    """What an edit is about is not there, or not only once; `field` is the part of the edit that says so."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Edit:
    """Put `new` where the blocks `old` are, or behind the blocks `after`; at the beginning without either.

    `near` is where that was. `piece` is a passage inside a block and what to put there, for when the block has
    changed elsewhere meanwhile.
    """

    near: int
    old: list[Node] = field(default_factory=list)
    new: list[Node] = field(default_factory=list)
    after: list[Node] = field(default_factory=list)
    piece: tuple[str, str] | None = None


def plan(blocks: Sequence[Node], path: Sequence[str], operation: str, old: str | None, new: str | None) -> Edit:
    """The edit that a proposal stands for; NoPlace where it fits nowhere. `old` and `new` are Markdown."""
    section = find_section(blocks, path)
    if section is None:
        raise NoPlace("sectionPath", "the document has no section of these headings")
    if operation != "delete" and not (new or "").strip():
        raise NoPlace("newContent", f"to {operation} something, say what is to be there")
    added = children(read_markdown(new or ""))
    if old is None or not old.strip():
        return _of_section(blocks, section, operation, added)
    passage = children(read_markdown(old))
    found = _places(blocks, passage, section)
    if found:
        start = found[0]
        if operation == "insert":
            return Edit(start, new=added, after=list(passage))
        return Edit(start, old=list(passage), new=added if operation == "replace" else [])
    if operation == "insert":
        raise NoPlace("oldContent", "the section has no such blocks to insert something behind")
    return _inside(blocks, section, old.strip("\n"), (new or "").strip("\n") if operation == "replace" else "")


def _of_section(blocks: Sequence[Node], section: Section, operation: str, added: list[Node]) -> Edit:
    if operation == "insert":
        return Edit(section.end, new=added, after=list(blocks[section.end - 1 : section.end]) if section.end else [])
    start = section.start if operation == "delete" else section.body
    if start == section.end:
        if operation == "replace":
            return Edit(start, new=added, after=list(blocks[start - 1 : start]) if start else [])
        raise NoPlace("sectionPath", "there is nothing to delete")
    return Edit(start, old=list(blocks[start : section.end]), new=added)


def _inside(blocks: Sequence[Node], section: Section, old: str, new: str) -> Edit:
    """An edit of a passage inside one block, which must be the only one with this passage."""
    holders = [
        (index, text)
        for index in range(section.start, section.end)
        if old in (text := write_markdown({"type": "doc", "content": [blocks[index]]}))
    ]
    if len(holders) != 1 or holders[0][1].count(old) != 1:
        message = "the section has no such passage" if not holders else "the section has this passage more than once"
        raise NoPlace("oldContent", message)
    index, text = holders[0]
    changed = children(read_markdown(text.replace(old, new)))
    return Edit(index, old=[blocks[index]], new=changed, piece=(old, new))


def apply(blocks: list[Node], edit: Edit) -> list[Node]:
    """The blocks with the edit made; NoPlace where they have changed too much for it."""
    whole = Section(0, len(blocks), False)
    if edit.old:
        if found := _places(blocks, edit.old, whole, edit.near):
            return [*blocks[: found[0]], *edit.new, *blocks[found[0] + len(edit.old) :]]
        if edit.piece is None:
            raise NoPlace("oldContent", "the blocks are no longer there")
        again = _inside(blocks, whole, *edit.piece)
        return [*blocks[: again.near], *again.new, *blocks[again.near + 1 :]]
    if not edit.after:
        return [*edit.new, *blocks]
    found = _places(blocks, edit.after, whole, edit.near)
    if not found:
        raise NoPlace("oldContent", "the blocks behind which to insert are no longer there")
    end = found[0] + len(edit.after)
    return [*blocks[:end], *edit.new, *blocks[end:]]


def _places(blocks: Sequence[Node], wanted: Sequence[Node], within: Section, near: int = 0) -> list[int]:
    """Where the wanted run of blocks begins, the nearest to a place first."""
    if not wanted:
        return []
    last = within.end - len(wanted)
    starts = [
        index for index in range(within.start, last + 1) if list(blocks[index : index + len(wanted)]) == list(wanted)
    ]
    return sorted(starts, key=lambda index: (abs(index - near), index))


def stored(edit: Edit) -> dict[str, Any]:
    """The edit as JSON."""
    return {"near": edit.near, "old": edit.old, "new": edit.new, "after": edit.after, "piece": edit.piece}


def load(value: dict[str, Any]) -> Edit:
    """The edit that was stored."""
    return Edit(**{**value, "piece": tuple(value["piece"]) if value["piece"] else None})
