"""The vocabulary of content: which nodes and marks there are, what they hold, and their attributes.

The names are TipTap's, so that an editor with its usual extensions shows a document without losing a node:
images inline (`Image.configure({inline: true})`), list items beginning with a paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openfactory.shared.documents.content.addresses import check_image, check_link

Node = dict[str, Any]
Check = Callable[[Any], Any]  # the value as it is kept; ValueError where it is wrong

_LISTS = ("bulletList", "orderedList", "taskList")
BLOCKS = frozenset(("paragraph", "heading", "blockquote", *_LISTS, "codeBlock", "horizontalRule", "table"))
INLINE = frozenset(("text", "hardBreak", "image", "mention"))


@dataclass(frozen=True)
class Attribute:
    """`default` is left out of the canonical form; one that is `needed` has none."""

    check: Check
    default: Any = None
    needed: bool = False


@dataclass(frozen=True)
class NodeType:
    """What a node may hold.

    holds        types of its children
    attributes   the attributes that mean something here; others are kept as they come, where harmless
    filled       without children it gets an empty paragraph, as editors demand
    paragraph    its first child is a paragraph, as editors demand: an empty one is put before anything else
    needs_child  without children it means nothing and is left out
    """

    holds: frozenset[str] = frozenset()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    filled: bool = False
    paragraph: bool = False
    needs_child: bool = False


def _whole(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, float) and value.is_integer():  # what JavaScript's CRDT libraries make of numbers
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most} is needed")
        return value

    return check


def _text(longest: int) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest:
            raise ValueError(f"a text of at most {longest} characters is needed")
        return value

    return check


def _one_of(*choices: str) -> Check:
    def check(value: Any) -> Any:
        if value not in choices:
            raise ValueError(f"one of {', '.join(choices)} is needed")
        return value

    return check


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is needed")
    return value


def _cell() -> NodeType:
    span = Attribute(_whole(1, 100), default=1)
    align = Attribute(_one_of("left", "center", "right"))
    return NodeType(BLOCKS, {"align": align, "colspan": span, "rowspan": span}, filled=True)


NODES: Mapping[str, NodeType] = {
    "doc": NodeType(BLOCKS),
    "paragraph": NodeType(INLINE),
    "heading": NodeType(INLINE, {"level": Attribute(_whole(1, 6), needed=True)}),
    "blockquote": NodeType(BLOCKS, filled=True),
    "bulletList": NodeType(frozenset({"listItem"}), needs_child=True),
    "orderedList": NodeType(
        frozenset({"listItem"}), {"start": Attribute(_whole(0, 999_999_999), default=1)}, needs_child=True
    ),
    "listItem": NodeType(BLOCKS, filled=True, paragraph=True),
    "taskList": NodeType(frozenset({"taskItem"}), needs_child=True),
    "taskItem": NodeType(BLOCKS, {"checked": Attribute(_flag, default=False)}, filled=True, paragraph=True),
    "codeBlock": NodeType(frozenset({"text"}), {"language": Attribute(_text(60))}),
    "horizontalRule": NodeType(),
    "table": NodeType(frozenset({"tableRow"}), needs_child=True),
    "tableRow": NodeType(frozenset({"tableHeader", "tableCell"}), needs_child=True),
    "tableHeader": _cell(),
    "tableCell": _cell(),
    "text": NodeType(),
    "hardBreak": NodeType(),
    "image": NodeType(
        attributes={
            "src": Attribute(check_image, needed=True),
            "alt": Attribute(_text(2000)),
            "title": Attribute(_text(2000)),
        }
    ),
    "mention": NodeType(attributes={"id": Attribute(_text(60), needed=True), "label": Attribute(_text(200))}),
}

# In the order in which they are kept and written.
MARKS: Mapping[str, Mapping[str, Attribute]] = {
    "link": {"href": Attribute(check_link, needed=True), "title": Attribute(_text(2000))},
    "bold": {},
    "italic": {},
    "underline": {},
    "strike": {},
    "code": {},
}
RANK = {name: rank for rank, name in enumerate(MARKS)}
