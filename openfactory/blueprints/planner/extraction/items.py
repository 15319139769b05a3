"""Items of lists, as what may be work by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute, children, inline_text

_LISTS = frozenset({"bulletList", "orderedList", "taskList"})


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its first paragraph in one line, and what else is in it.

    `task` says that it has a box to tick, `done` that the box is ticked; `pointer` is the item's.
    """

    text: str
    more: tuple[Node, ...]
    task: bool
    done: bool
    pointer: str


def items_of(blocks: Sequence[Node], first: int = 0) -> list[Item]:
    """The items of lists that stand in no other list; `first` is the place of the first block in the document."""
    return [
        _item(item, f"/content/{place}/content/{number}")
        for place, block in enumerate(blocks, first)
        if block["type"] in _LISTS
        for number, item in enumerate(children(block))
    ]


def every_item(content: Node, pointer: str = "") -> Iterator[Item]:
    """All items below a node, those in other items as well, in the order of the text."""
    for place, child in enumerate(children(content)):
        where = f"{pointer}/content/{place}"
        if child["type"] in ("listItem", "taskItem"):
            yield _item(child, where)
        yield from every_item(child, where)


def _item(item: Node, pointer: str) -> Item:
    first, *more = children(item)
    return Item(
        " ".join(inline_text(first).split()),
        tuple(more),
        item["type"] == "taskItem",
        attribute(item, "checked") is True,
        pointer,
    )


def without_done(blocks: Sequence[Node]) -> list[Node]:
    """The blocks without ticked tasks, also those in other tasks."""
    kept = []
    for block in blocks:
        if block["type"] == "taskList":
            left = [
                {**item, "content": without_done(children(item))}
                for item in children(block)
                if attribute(item, "checked") is not True
            ]
            if left:
                kept.append({**block, "content": left})
        else:
            kept.append(block)
    return kept
