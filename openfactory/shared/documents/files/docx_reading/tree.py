"""From blocks that each say how far they stand in, to blocks in lists and quotes."""

from __future__ import annotations

from dataclasses import dataclass

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.files.docx_reading.numbering import Mark

SEPARATOR: Node = {"type": "separator"}  # no block: it ends the quotes and lists that it does not stand in
_TOLERANCE = 60  # twentieths of a point by which a paragraph may stand less far in than its item's text


@dataclass
class Block:
    """A block as Word has it.

    left     how far it stands in, in twentieths of a point
    lists    in how many lists it stands, where that is known
    quotes   in how many quotes it stands
    mark     its place in a list, where it begins an item
    goes_on  code that belongs to the code block before it
    align    how its text is aligned
    header   whether its style is that of a table's header
    """

    node: Node
    left: int = 0
    lists: int | None = None
    quotes: int = 0
    mark: Mark | None = None
    goes_on: bool = False
    align: str | None = None
    header: bool = False


@dataclass
class _Frame:
    """A quote or an item that is open: where its blocks go, and in how many quotes these stand."""

    holder: list[Node]
    quotes: int
    mark: Mark | None = None
    items: list[Node] | None = None


class Tree:
    """The blocks so far. A block goes into the innermost list and quote that it stands far enough in for.

    `ours`: in a file written here each list has a number of its own. Other programs give a list several, or several
    lists one; there, items that follow each other and go on counting are of one list.
    """

    def __init__(self, *, ours: bool) -> None:
        self._ours = ours
        self.blocks: list[Node] = []
        self._open = [_Frame(self.blocks, 0)]
        self._last: Node | None = None

    def add(self, block: Block) -> None:
        """The next block."""
        if block.goes_on and self._goes_on(block.node):
            return
        if block.mark:
            self._item(block, block.mark)
        else:
            self._keep([frame for frame in self._open if _holds(frame, block)])
            if block.node is not SEPARATOR:
                self._quote(block.quotes)
                self._open[-1].holder.append(block.node)
        self._last = block.node

    def _goes_on(self, node: Node) -> bool:
        """Add lines to the code before."""
        last = self._last
        if last is None or last["type"] != "codeBlock" or last.get("attrs") != node.get("attrs"):
            return False
        lines = [child["text"] for part in (last, node) for child in part["content"]]
        last["content"] = [{"type": "text", "text": "\n".join(lines)}]
        return True

    def _item(self, block: Block, mark: Mark) -> None:
        frames = self._open
        for place, frame in enumerate(frames):
            if frame.items is not None and frame.quotes == block.quotes and self._is_next(frame.mark, mark):
                del frames[place + 1 :]
                frame.mark, frame.holder = mark, _begun(frame.items, block, mark)
                return
        self._keep([frame for frame in frames if frame.mark is None or frame.mark.level < mark.level], block.quotes)
        self._quote(block.quotes)
        attributes = {"start": mark.number} if mark.kind == "orderedList" else {}
        made: Node = {"type": mark.kind, "attrs": attributes, "content": []}
        frames[-1].holder.append(made)
        frames.append(_Frame(_begun(made["content"], block, mark), block.quotes, mark, made["content"]))

    def _is_next(self, last: Mark | None, mark: Mark) -> bool:
        if last is None or (last.level, last.kind) != (mark.level, mark.kind):
            return False
        goes_on = mark.kind != "orderedList" or mark.number == last.number + 1
        return last.list == mark.list or (goes_on and not self._ours)

    def _keep(self, frames: list[_Frame], quotes: int | None = None) -> None:
        """Close everything from the first frame that is not among these, or stands in more quotes."""
        place = 0
        while place < len(self._open) and place < len(frames) and self._open[place] is frames[place]:
            if quotes is not None and frames[place].quotes > quotes:
                break
            place += 1
        del self._open[max(place, 1) :]

    def _quote(self, quotes: int) -> None:
        while self._open[-1].quotes < quotes:
            made: Node = {"type": "blockquote", "content": []}
            self._open[-1].holder.append(made)
            self._open.append(_Frame(made["content"], self._open[-1].quotes + 1))


def _holds(frame: _Frame, block: Block) -> bool:
    if frame.quotes > block.quotes:
        return False
    if frame.mark is None:
        return True
    if block.lists is not None:
        return frame.mark.level < block.lists
    return block.left >= max(frame.mark.left - _TOLERANCE, 1)


def _begun(items: list[Node], block: Block, mark: Mark) -> list[Node]:
    """A new item with the block as its first one; the list of its blocks."""
    blocks = [block.node]
    kind = "taskItem" if mark.kind == "taskList" else "listItem"
    attributes = {"checked": mark.checked} if kind == "taskItem" else {}
    items.append({"type": kind, "attrs": attributes, "content": blocks})
    return blocks
