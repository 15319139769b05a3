"""Text with marks as the runs of a Word paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from openfactory.shared.documents.content.addresses import is_link
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute
from openfactory.shared.documents.files import word
from openfactory.shared.documents.files.docx_writing.images import drawing
from openfactory.shared.documents.files.docx_writing.package import Package
from openfactory.shared.documents.files.docx_writing.styles import LINK
from openfactory.shared.documents.files.docx_writing.xml import attribute as quoted
from openfactory.shared.documents.files.docx_writing.xml import tag, text
from openfactory.shared.documents.files.labels import TICKED, UNTICKED, image_text
from openfactory.shared.documents.files.pictures import Picture, picture
from openfactory.shared.documents.files.word import style_id

_BOX_FONT = "Segoe UI Symbol"


@dataclass
class Inline:
    """Writes inline nodes, and remembers how many images there are."""

    package: Package
    drawn: int = field(default=0)

    def runs(self, nodes: Sequence[Node], width: int) -> str:
        """The nodes as runs. `width`: what images may take, in twentieths of a point."""
        written = []
        for link, group in groupby(nodes, key=_link):
            inside = "".join(self._node(node, width, linked=link is not None) for node in group)
            written.append(self._linked(inside, link))
        return "".join(written)

    def _node(self, node: Node, width: int, *, linked: bool) -> str:
        kind = node["type"]
        if kind == "hardBreak":
            return tag("r", tag("br"))
        if kind == "mention":
            return _mention(node)
        if kind == "image":
            return self._image(node, width)
        marks = {mark["type"]: mark for mark in node.get("marks", ())}
        return run(node["text"], _properties(marks, linked=linked))

    def _image(self, node: Node, width: int) -> str:
        source, described = str(attribute(node, "src") or ""), attribute(node, "alt")
        title = attribute(node, "title")
        try:
            found = _known_to_word(picture(source))
        except ValueError:
            if source.startswith("data:"):
                return run(image_text(described or title), tag("i"))
            named = run(image_text(described), tag("rStyle", val=style_id(word.IMAGE)))
            return self._linked(named, {"href": source, **({"title": str(title)} if title else {})})
        self.drawn += 1
        relation = self.package.image(found.data, found.kind)
        return drawing(found, relation, self.drawn, (described, title), width)

    def _linked(self, inside: str, link: Mapping[str, str] | None) -> str:
        address = link["href"] if link else ""
        if not link or not address or not is_link(address):
            return inside
        tip = link.get("title")
        if address.startswith("#"):
            return tag("hyperlink", inside, anchor=address[1:], tooltip=tip, history=1)
        tooltip = f' w:tooltip="{quoted(tip)}"' if tip else ""
        return f'<w:hyperlink r:id="{self.package.link(address)}"{tooltip} w:history="1">{inside}</w:hyperlink>'


def run(value: str, properties: str = "") -> str:
    """A run of text; tabs are elements of their own in Word."""
    pieces = [f'<w:t xml:space="preserve">{text(piece)}</w:t>' if piece else "" for piece in value.split("\t")]
    return tag("r", tag("rPr", properties) if properties else "", tag("tab").join(pieces))


def checkbox(*, checked: bool) -> str:
    """The box of a task, which Word's users can tick, and the step to the text."""
    glyph = TICKED if checked else UNTICKED
    states = "".join(
        f'<w14:{name} w14:val="{ord(sign):04X}" w14:font="{_BOX_FONT}"/>'
        for name, sign in (("checkedState", TICKED), ("uncheckedState", UNTICKED))
    )
    box = f'<w14:checkbox><w14:checked w14:val="{int(checked)}"/>{states}</w14:checkbox>'
    fonts = tag("rFonts", ascii=_BOX_FONT, hAnsi=_BOX_FONT, eastAsia=_BOX_FONT, cs=_BOX_FONT)
    return tag("sdt", tag("sdtPr", box), tag("sdtContent", run(glyph, fonts))) + tag("r", tag("tab"))


def _mention(node: Node) -> str:
    label = run(f"@{attribute(node, 'label') or ''}", tag("rStyle", val=style_id(word.MENTION)))
    name = tag("tag", val=f"{word.MENTION_TAG}{attribute(node, 'id')}")
    return tag("sdt", tag("sdtPr", name, tag("text")), tag("sdtContent", label))


def _link(node: Node) -> Mapping[str, str] | None:
    for mark in node.get("marks", ()):
        if mark["type"] == "link":
            found: Mapping[str, str] = mark["attrs"]
            return found
    return None


def _properties(marks: Mapping[str, Node], *, linked: bool) -> str:
    if "code" in marks:
        return tag("rStyle", val=style_id(word.INLINE_CODE)) + (tag("color", val=LINK) if linked else "")
    return "".join(
        (
            tag("rStyle", val="Hyperlink") if linked else "",
            tag("b") if "bold" in marks else "",
            tag("i") if "italic" in marks else "",
            tag("strike") if "strike" in marks else "",
            tag("u", val="single") if "underline" in marks else "",
        )
    )


def _known_to_word(found: Picture) -> Picture:
    if found.kind != "webp":
        return found
    return Picture(found.as_png(), "png", found.width, found.height)
