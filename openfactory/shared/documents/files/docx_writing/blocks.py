"""Content as the body of a Word document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute, children, inline_text
from openfactory.shared.documents.files import word
from openfactory.shared.documents.files.docx_writing.inline import Inline, checkbox, run
from openfactory.shared.documents.files.docx_writing.numbering import DEEPEST, Numbering
from openfactory.shared.documents.files.docx_writing.place import Place
from openfactory.shared.documents.files.docx_writing.tables import table
from openfactory.shared.documents.files.docx_writing.xml import attribute as quoted
from openfactory.shared.documents.files.docx_writing.xml import tag
from openfactory.shared.documents.files.labels import DIAGRAM, MERMAID
from openfactory.shared.documents.files.word import STEP, style_id

_LISTS = {"bulletList": word.BULLETS, "orderedList": word.NUMBERS, "taskList": word.TASKS}
_LONGEST_BOOKMARK = 40  # characters of its name that Word reads


@dataclass
class Blocks:
    """Writes blocks.

    used      the styles so far
    bookmarks what to call the places of headings, by the identity of their nodes
    """

    inline: Inline
    numbering: Numbering = field(default_factory=Numbering)
    used: set[str] = field(default_factory=set)
    bookmarks: Mapping[int, Sequence[str]] = field(default_factory=dict)
    marked: int = 0

    def flow(self, nodes: Sequence[Node], place: Place) -> str:
        """The blocks, one after the other. Tables and quotes that touch would be one, and no cell ends with a table."""
        written = []
        for node, following in pairwise([*nodes, {"type": "table"}]):
            written.append(self._kinds[node["type"]](node, place))
            if node["type"] == following["type"] and node["type"] in ("table", "blockquote"):
                written.append(self.paragraph(place.style(word.SEPARATOR), "", place.indent()))
        return "".join(written)

    def paragraph(self, style: str, inside: str, properties: str = "") -> str:
        """A paragraph; `properties` follow the style's name, in the order of the schema."""
        self.used.add(style)
        name = "" if style == "Normal" else tag("pStyle", val=style_id(style))
        return tag("p", tag("pPr", name, properties) if name or properties else "", inside)

    def bookmark(self, name: str, inside: str) -> str:
        """A place that links lead to."""
        self.marked += 1
        start = f'<w:bookmarkStart w:id="{self.marked}" w:name="{quoted(name)}"/>'
        return f"{start}{inside}{tag('bookmarkEnd', id=self.marked)}"

    @property
    def _kinds(self) -> Mapping[str, Callable[[Node, Place], str]]:
        return {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "blockquote": lambda node, place: self.flow(children(node), place.in_quote()),
            "bulletList": self._list,
            "orderedList": self._list,
            "taskList": self._list,
            "codeBlock": self._code,
            "horizontalRule": lambda node, place: self.paragraph(place.style(word.RULE), "", place.indent()),
            "table": lambda node, place: table(node, place, self),
        }

    def _paragraph(self, node: Node, place: Place) -> str:
        inside = self.inline.runs(children(node), place.width)
        style = place.style(word.CONTINUED if place.lists else None)
        return self.paragraph(style, inside, place.indent() + place.aligned())

    def _heading(self, node: Node, place: Place) -> str:
        inside = self.inline.runs(children(node), place.width)
        for name in self.bookmarks.get(id(node), ()):
            inside = self.bookmark(name, inside)
        style = place.style(f"heading {node['attrs']['level']}")
        return self.paragraph(style, inside, place.indent() + place.aligned())

    def _list(self, node: Node, place: Place) -> str:
        start = attribute(node, "start", 1)
        assert isinstance(start, int)
        level = min(place.lists, DEEPEST)
        number = self.numbering.begin(node["type"], level, start)
        return "".join(self._item(item, node["type"], (level, number), place) for item in children(node))

    def _item(self, item: Node, kind: str, numbered: tuple[int, int], place: Place) -> str:
        level, number = numbered
        first, *others = children(item)
        inside = place.in_list()
        indent = tag("ind", left=inside.left, hanging=STEP) if place.quotes else ""
        reference = tag("numPr", tag("ilvl", val=level), tag("numId", val=number))
        box = checkbox(checked=bool(attribute(item, "checked"))) if kind == "taskList" else ""
        text = self.inline.runs(children(first), inside.width)
        style = place.style(_LISTS[kind])
        written = self.paragraph(style, box + text, reference + indent + place.aligned())
        return written + self.flow(others, inside)

    def _code(self, node: Node, place: Place) -> str:
        language = attribute(node, "language")
        style = place.style(word.code_style(str(language) if language else None))
        label = ""
        if language == MERMAID:
            label = self.paragraph(place.style(word.DIAGRAM_LABEL), run(DIAGRAM), place.indent())
        lines = [run(line) if line else "" for line in inline_text(node).split("\n")]
        inside = tag("r", tag("br")).join(lines)
        # The mark tells this block from another one of the same style that follows it.
        return label + self.paragraph(style, self.bookmark(f"_Code{self.marked + 1}", inside), place.indent())


def bookmark_name(slug: str) -> str | None:
    """The name of the place that `#slug` leads to; None where Word would not find it."""
    return slug if len(slug) <= _LONGEST_BOOKMARK else None
