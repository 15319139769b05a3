"""Comparing contents block by block: which runs of blocks are the same, and what has become of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

import msgspec

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children, plain_text

Operation = Literal["equal", "insert", "delete", "replace"]
_CONTAINERS = frozenset(
    ("blockquote", "bulletList", "orderedList", "listItem", "taskList", "taskItem", "table", "tableRow")
)
_KINSHIP = 0.3  # texts less alike than this are another text, not a changed one
_WORD = re.compile(r"\w+|[^\w\s]")
_COMPARED = 2000  # characters of each text that decide on kinship


class Run(NamedTuple):
    """`old[start:end]` has become `new[new_start:new_end]`."""

    operation: Operation
    start: int
    end: int
    new_start: int
    new_end: int


def runs(old: Sequence[Node], new: Sequence[Node]) -> list[Run]:
    """How one list of nodes becomes another: runs that cover both, in order."""
    before, after = list(map(_bytes, old)), list(map(_bytes, new))
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    found: list[Run] = [Run("equal", 0, head, 0, head)] if head else []
    # What is very frequent is left out of the search for common runs (autojunk): its cost stays bounded.
    matcher = SequenceMatcher(None, before[head : len(before) - tail], after[head : len(after) - tail])
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        found.append(Run(operation, start + head, end + head, new_start + head, new_end + head))
    if tail:
        found.append(Run("equal", len(before) - tail, len(before), len(after) - tail, len(after)))
    return found


def diff(old: Node, new: Node) -> list[dict[str, Any]]:
    """What has changed from one content to the other, in reading order.

    Each entry has `op`, and `path`, a JSON pointer: into the new content, but of a `delete` into the old one.
    `equal` stands for `count` siblings in a row; `replace` has `old` and `new`, `insert` `new`, `delete` `old`.
    A list, a table or a quote that has changed is looked into, so that a path leads to the changed item.
    """
    return list(_children(old, new, "", ""))


def _children(old: Node, new: Node, old_path: str, path: str) -> Iterator[dict[str, Any]]:
    before, after = children(old), children(new)
    for run in runs(before, after):
        if run.operation == "equal":
            yield {"op": "equal", "path": f"{path}/content/{run.new_start}", "count": run.end - run.start}
            continue
        for one, other in _pairs(before, after, run):
            yield from _pair(before, after, one, other, old_path, path)


def _pair(
    before: Sequence[Node], after: Sequence[Node], one: int | None, other: int | None, old_path: str, path: str
) -> Iterator[dict[str, Any]]:
    if one is None:
        assert other is not None
        yield {"op": "insert", "path": f"{path}/content/{other}", "new": after[other]}
    elif other is None:
        yield {"op": "delete", "path": f"{old_path}/content/{one}", "old": before[one]}
    elif _transparent(before[one], after[other]):
        yield from _children(before[one], after[other], f"{old_path}/content/{one}", f"{path}/content/{other}")
    else:
        yield {"op": "replace", "path": f"{path}/content/{other}", "old": before[one], "new": after[other]}


def _transparent(old: Node, new: Node) -> bool:
    """Whether a change lies inside, so that the changed children say it."""
    return old["type"] in _CONTAINERS and old["type"] == new["type"] and old.get("attrs") == new.get("attrs")


def _pairs(before: Sequence[Node], after: Sequence[Node], run: Run) -> Iterator[tuple[int | None, int | None]]:
    """Changed nodes beside what they have become, in order; None stands for nothing."""
    start, new = run.start, run.new_start
    while start < run.end or new < run.new_end:
        if start == run.end:
            yield None, new
            new += 1
        elif new == run.new_end:
            yield start, None
            start += 1
        elif _kin(before[start], after[new]):
            yield start, new
            start, new = start + 1, new + 1
        elif _next_kin(before[start], after, new + 1, run.new_end):
            yield None, new
            new += 1
        else:
            yield start, None
            start += 1


def _next_kin(node: Node, among: Sequence[Node], start: int, end: int) -> bool:
    return any(_kin(node, other) for other in among[start : min(end, start + 20)])


def _kin(old: Node, new: Node) -> bool:
    """Whether one looks like a changed version of the other."""
    if old["type"] != new["type"]:
        return False
    before, after = plain_text(old)[:_COMPARED], plain_text(new)[:_COMPARED]
    if not before or not after:
        return before == after
    matcher = SequenceMatcher(None, _WORD.findall(before), _WORD.findall(after), autojunk=False)
    return matcher.real_quick_ratio() >= _KINSHIP and matcher.ratio() >= _KINSHIP


def _bytes(node: Node) -> bytes:
    return msgspec.json.encode(node, order="sorted")


def _shared(before: Sequence[bytes], after: Sequence[bytes]) -> int:
    """How many items both begin with."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count
