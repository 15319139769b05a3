"""Tasks: items that begin with a box, ticked or not."""

from __future__ import annotations

from dataclasses import replace

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.files.docx_reading.numbering import Mark

_BOXES = {"☐": False, "☑": True, "☒": True}
_LOOSE = "boxes"  # the list of paragraphs that are in no list of Word's


def task(mark: Mark | None, nodes: list[Node], *, ours: bool) -> Mark | None:
    """The item's place, as a task where its text begins with a box, which is taken away from the text.

    Also for a paragraph in no list, unless there are more boxes in it: then it is a choice, as in forms.
    """
    first = nodes[0] if nodes else None
    box = first["text"][:1] if first and first["type"] == "text" else ""
    if first is None or box not in _BOXES or (mark is None and (ours or _boxes(nodes) > 1)):
        return mark if mark and mark.kind else None
    nodes[0] = {**first, "text": first["text"][1:]}
    _drop_space(nodes)
    return replace(mark or Mark(_LOOSE, 0, None), kind="taskList", checked=_BOXES[box])


def _drop_space(nodes: list[Node]) -> None:
    """The space between a box and the text."""
    while nodes and nodes[0]["type"] == "text":
        text = nodes[0]["text"]
        if text.startswith("\t"):
            nodes[0] = {**nodes[0], "text": text[1:]}
            return
        if text:
            nodes[0] = {**nodes[0], "text": text.lstrip(" \u00a0")}
            return
        del nodes[0]


def _boxes(nodes: list[Node]) -> int:
    return sum(node.get("text", "").count(box) for node in nodes for box in _BOXES)
