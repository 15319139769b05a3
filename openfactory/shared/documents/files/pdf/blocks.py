"""Content as flowables, from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable
from reportlab.platypus.flowables import HRFlowable

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute, children, inline_text
from openfactory.shared.documents.files.labels import DIAGRAM, MERMAID, bullet
from openfactory.shared.documents.files.pdf.code import Code
from openfactory.shared.documents.files.pdf.fonts import BOLD, ITALIC, REGULAR, SYMBOLS, width
from openfactory.shared.documents.files.pdf.insets import Anchor, Inset, Together
from openfactory.shared.documents.files.pdf.styles import FAINT, HEADINGS, SOFT, Setting, style
from openfactory.shared.documents.files.pdf.tables import table
from openfactory.shared.documents.files.pdf.text import Places, markup, paragraphs, plain

_STEP, _NARROW_STEP = 18, 10  # how far the text of a list stands in, at least
_MARKER_GAP = 6
_NARROW, _NARROWEST = 120, 40  # points of width: insets are smaller there, and then there are none
Marker = tuple[str, str, float, str]


@dataclass(frozen=True)
class Blocks:
    """Sets the blocks of one document.

    places   the bookmark of each heading, by its slug
    anchors  the headings that the outline lists, by identity: bookmark, text and depth
    """

    places: Places = field(default_factory=dict)
    anchors: Mapping[int, tuple[str, str, int]] = field(default_factory=dict)

    def flow(self, nodes: Sequence[Node], setting: Setting) -> list[Flowable]:
        """The blocks as flowables, each heading together with what follows it."""
        flowables = [flowable for node in nodes for flowable in self._kinds[node["type"]](node, setting)]
        kept: list[Flowable] = []
        for flowable in reversed(flowables):
            if isinstance(flowable, Anchor) and kept:
                kept[-1] = Together(flowable, kept[-1])
            else:
                kept.append(flowable)
        return kept[::-1]

    @property
    def _kinds(self) -> Mapping[str, Callable[[Node, Setting], Iterator[Flowable]]]:
        return {
            "paragraph": lambda node, setting: paragraphs(children(node), setting, self.places),
            "heading": self._heading,
            "blockquote": self._quote,
            "bulletList": self._list,
            "orderedList": self._list,
            "taskList": self._list,
            "codeBlock": self._code,
            "horizontalRule": self._rule,
            "table": lambda node, setting: iter(table(node, setting, self.flow)),
        }

    def _heading(self, node: Node, setting: Setting) -> Iterator[Flowable]:
        looks = HEADINGS[node["attrs"]["level"]]
        anchor = self.anchors.get(id(node))
        size = looks.size if anchor else min(looks.size, setting.size + 1)
        above, below = (looks.above, looks.below) if anchor else (4.0, 2.0)
        bold = replace(setting, bold=True, size=size)
        made = Anchor(
            markup(children(node), bold, self.places) or "&nbsp;",
            style(BOLD, size, looks.color, bold.paragraph().alignment, above=above, below=below, leading=1.3),
        )
        if anchor:
            made.key, made.label, made.depth = anchor
        yield made

    def _quote(self, node: Node, setting: Setting) -> Iterator[Flowable]:
        left = 13 if setting.width > _NARROWEST else 0
        inside = self.flow(children(node), setting.inside(left, color=SOFT))
        for flowable, following in zip(inside, [*inside[1:], None], strict=True):
            gap = max(flowable.getSpaceAfter(), following.getSpaceBefore()) if following else 0.0
            yield Inset(flowable, left, bar=gap)

    def _list(self, node: Node, setting: Setting) -> Iterator[Flowable]:
        items = children(node)
        markers = [self._marker(node, place, setting) for place in range(len(items))]
        widest = max(width(text, font, size) for text, font, size, _ in markers)
        step = _STEP if setting.width > _NARROW else _NARROW_STEP
        left = max(step, widest + _MARKER_GAP) if setting.width - widest > _NARROWEST else 0
        inside = setting.inside(left, below=min(setting.below, 0.3), depth=setting.depth + 1)
        insets = [
            Inset(flowable, left, marker=marker if first and left else None)
            for item, marker in zip(items, markers, strict=True)
            for first, flowable in self._item(item, inside)
        ]
        insets[-1].after = setting.gap
        yield from insets

    def _item(self, item: Node, setting: Setting) -> Iterator[tuple[bool, Flowable]]:
        for place, flowable in enumerate(self.flow(children(item), setting)):
            yield place == 0, flowable

    def _marker(self, node: Node, place: int, setting: Setting) -> Marker:
        if node["type"] == "taskList":
            ticked = attribute(children(node)[place], "checked")
            return "☑" if ticked else "☐", SYMBOLS, setting.size * 1.1, setting.color
        if node["type"] == "orderedList":
            start = attribute(node, "start", 1)
            assert isinstance(start, int)
            return f"{start + place}.", REGULAR, setting.size, setting.color
        return bullet(setting.depth), REGULAR, setting.size, setting.color

    def _code(self, node: Node, setting: Setting) -> Iterator[Flowable]:
        code = Code.of(inline_text(node), min(8.2, setting.size * 0.9))
        if attribute(node, "language") == MERMAID:
            label = plain(DIAGRAM, style(ITALIC, 8.5, SOFT, below=2))
            yield Together(label, code)
        else:
            yield code

    def _rule(self, node: Node, setting: Setting) -> Iterator[Flowable]:
        yield HRFlowable("100%", 0.8, color=HexColor(FAINT), spaceBefore=6, spaceAfter=10)
