"""From what a caller sends to content in canonical form, or to a refusal that says where and why.

Canonical: attributes that are null or have their default are absent, and so are empty `attrs`, `content` and
`marks`; adjacent texts with equal marks are one; marks are in the order of `MARKS`; `code` bears no other mark
than a link. Two contents that mean the same are then equal, byte for byte.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from openfactory.shared.documents.content.errors import ContentError
from openfactory.shared.documents.content.nodes import MARKS, NODES, RANK, Attribute, Node

DEEPEST = 60  # nested nodes
MOST_NODES = 250_000
_LARGEST_ATTRIBUTE = 1000  # characters
EMPTY: Node = {"type": "doc"}


def canonical(value: Any) -> Node:
    """The content in canonical form; ContentError (a ValueError) for what is none."""
    if not isinstance(value, dict) or value.get("type") != "doc":
        raise ContentError("", 'a document is needed: {"type": "doc", "content": […]}')
    document = _Reader().node(value, "", 1)
    assert document is not None
    return document


def check(value: Any) -> None:
    """Refuse (ContentError) what is not a content, or not in canonical form."""
    if canonical(value) != value:
        raise ContentError("", "the document is not in canonical form")


class _Reader:
    def __init__(self) -> None:
        self.left = MOST_NODES

    def node(self, value: Any, pointer: str, depth: int) -> Node | None:
        """A node in canonical form; None where it means nothing."""
        self.left -= 1
        if self.left < 0:
            raise ContentError("", f"a document has at most {MOST_NODES} nodes")
        if depth > DEEPEST:
            raise ContentError(pointer, f"nodes can be nested {DEEPEST} deep")
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in NODES:
            raise ContentError(f"{pointer}/type", f"the types of nodes are {', '.join(NODES)}")
        if kind == "text":
            return self.text(value, pointer)
        node: Node = {"type": kind}
        if attributes := _attributes(NODES[kind].attributes, value.get("attrs"), f"{pointer}/attrs"):
            node["attrs"] = attributes
        if children := self.children(kind, value.get("content"), pointer, depth):
            node["content"] = children
        elif NODES[kind].needs_child:
            return None
        return node

    def children(self, kind: str, value: Any, pointer: str, depth: int) -> list[Node]:
        if not isinstance(value, list | None):
            raise ContentError(f"{pointer}/content", "a list of nodes is needed")
        rules = NODES[kind]
        found: list[Node] = []
        for place, child in enumerate(value or ()):
            where = f"{pointer}/content/{place}"
            node = self.node(child, where, depth + 1)
            if node is None:
                continue
            if node["type"] not in rules.holds:
                raise ContentError(where, f"a {kind} cannot hold a {node['type']}")
            if kind == "codeBlock":
                node.pop("marks", None)  # code is shown as it is
            found.append(node)
        children = _joined(found)
        if (rules.filled and not children) or (rules.paragraph and children[0]["type"] != "paragraph"):
            children.insert(0, {"type": "paragraph"})
        return children

    def text(self, value: Node, pointer: str) -> Node | None:
        text = value.get("text")
        if not isinstance(text, str):
            raise ContentError(f"{pointer}/text", "a text node has a text")
        if "\x00" in text:
            raise ContentError(f"{pointer}/text", "NUL characters are not allowed")
        if not text:
            return None
        marks = _marks(value.get("marks"), f"{pointer}/marks")
        return {"type": "text", "text": text, **({"marks": marks} if marks else {})}


def _joined(nodes: list[Node]) -> list[Node]:
    """Adjacent texts with equal marks as one."""
    joined: list[Node] = []
    for (kind, _), group in groupby(nodes, key=lambda node: (node["type"], node.get("marks"))):
        run = list(group)
        if kind == "text" and len(run) > 1:
            run = [{**run[0], "text": "".join(node["text"] for node in run)}]
        joined += run
    return joined


def _marks(value: Any, pointer: str) -> list[Node]:
    if not isinstance(value, list | None):
        raise ContentError(pointer, "a list of marks is needed")
    found: dict[str, Node] = {}
    for place, mark in enumerate(value or ()):
        kind = mark.get("type") if isinstance(mark, dict) else None
        if not isinstance(kind, str) or kind not in MARKS:
            raise ContentError(f"{pointer}/{place}/type", f"the marks are {', '.join(MARKS)}")
        # Editors add to a link how it opens (target, rel, class): that is theirs to decide.
        attributes = _known(MARKS[kind], mark.get("attrs"), f"{pointer}/{place}/attrs")
        found[kind] = {"type": kind, **({"attrs": attributes} if attributes else {})}
    if "code" in found:
        found = {kind: mark for kind, mark in found.items() if kind in ("link", "code")}
    return sorted(found.values(), key=lambda mark: RANK[mark["type"]])


def _attributes(rules: Mapping[str, Attribute], value: Any, pointer: str) -> Node:
    """The attributes that mean something, and harmless others that an editor has added for itself."""
    known = _known(rules, value, pointer)
    others = {
        name: found for name, found in sorted((value or {}).items()) if name not in rules and _harmless(name, found)
    }
    return {**known, **others}


def _known(rules: Mapping[str, Attribute], value: Any, pointer: str) -> Node:
    if not isinstance(value, dict | None):
        raise ContentError(pointer, "an object of attributes is needed")
    kept: Node = {}
    for name, rule in rules.items():
        found = (value or {}).get(name)
        if found is None and not rule.needed:
            continue
        try:
            found = rule.check(found)
        except ValueError as error:
            raise ContentError(f"{pointer}/{name}", str(error)) from None
        if found != rule.default or rule.needed:
            kept[name] = found
    return kept


def _harmless(name: Any, value: Any) -> bool:
    if not isinstance(name, str) or not name.isidentifier() or name.lower().startswith(("on", "style", "src", "href")):
        return False
    if isinstance(value, list):
        return len(value) <= 100 and all(_number(item) for item in value)
    return isinstance(value, bool) or _number(value) or (isinstance(value, str) and len(value) <= _LARGEST_ATTRIBUTE)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and abs(value) < 2**53
