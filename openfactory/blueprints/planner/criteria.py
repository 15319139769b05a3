"""Acceptance criteria out of the text that holds them.

A criterion is an item of a list, or a paragraph outside of lists. A paragraph that ends in a colon and stands
right before a list introduces it, and is none; headings are none either. Lists may be nested: each item is a
criterion by its own paragraphs.

A criterion is named by the key that its text begins with (`AC-7.2`), else by the hash of its text. The same name
once more gets a number: `AC-7.2~2`. So a name stays when other criteria come, go or change places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import zip_longest

from openfactory.shared.rich_text import Node, one_line

_KEY = re.compile(r"[*_\s(\[]*(AC-\d{1,6}(?:\.\d{1,6})?)\b", re.IGNORECASE)
_LISTS = {"bulletList", "orderedList", "taskList", "bullet_list", "ordered_list", "task_list", "todo_list"}
_ITEMS = {"listItem", "taskItem", "list_item", "task_item", "todo_item"}


@dataclass(frozen=True)
class Criterion:
    """One thing that must be so. `content_hash` moves when, and only when, its words do."""

    id: str
    text: str
    content_hash: str


def criteria_of(document: Node | None) -> list[Criterion]:
    """The criteria in their order; `document` is a checked one."""
    if document is None:
        return []
    found, seen = [], Counter[str]()
    for text in _texts(document):
        digest = blake2b(text.encode(), digest_size=6).hexdigest()
        key = _KEY.match(text)
        name = key[1].upper() if key else digest
        seen[name] += 1
        found.append(Criterion(name if seen[name] == 1 else f"{name}~{seen[name]}", text, digest))
    return found


def _texts(node: Node) -> Iterator[str]:
    children: list[Node] = node.get("content", [])
    for child, following in zip_longest(children, children[1:]):
        if child["type"] in _ITEMS:
            yield from _item(child)
        elif child["type"] == "paragraph":
            text = one_line(child)
            introduces = text.endswith(":") and following is not None and following["type"] in _LISTS
            if text and not introduces:
                yield text
        elif child["type"] != "heading":
            yield from _texts(child)


def _item(item: Node) -> Iterator[str]:
    """The item's own words, then what the lists within it hold."""
    own = [child for child in item.get("content", []) if child["type"] not in _LISTS]
    if text := one_line({"type": "doc", "content": own}):
        yield text
    for child in item.get("content", []):
        if child["type"] in _LISTS:
            yield from _texts(child)
