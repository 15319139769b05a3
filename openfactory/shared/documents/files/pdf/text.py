"""Text with marks as the markup of ReportLab's paragraphs, and the images in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from openfactory.shared.documents.content.addresses import is_link
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute, inline_text
from openfactory.shared.documents.files.labels import image_text
from openfactory.shared.documents.files.pdf.fonts import MONO, runs, text_font
from openfactory.shared.documents.files.pdf.images import drawing
from openfactory.shared.documents.files.pdf.styles import CODE_GROUND, LINK, Setting

Places = Mapping[str, str]  # the bookmark that each `#…` link of a document leads to
_CODE_SIZE = 0.88  # of the text around: the letters of the monospaced font are larger
_OUTSIDE = ("http:", "https:", "mailto:")


def paragraphs(
    nodes: Sequence[Node], setting: Setting, places: Places, style: ParagraphStyle | None = None
) -> Iterator[Flowable]:
    """A paragraph's content: one paragraph, or several with the images of the document between them."""
    style = style or setting.paragraph()
    if not nodes:
        yield paragraph("", style)
    pieces = [(drawing(node, setting), node) for node in nodes]
    for pictured, group in groupby(pieces, key=lambda piece: piece[0] is not None):
        found = list(group)
        if pictured:
            yield from (image for image, _ in found if image)
            continue
        text = [node for _, node in found]
        if len(pieces) == len(found) or any(inline_text({"type": "paragraph", "content": [n]}).strip() for n in text):
            yield paragraph(markup(text, setting, places), style)


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of markup; an empty one takes a line."""
    return Paragraph(text or "&nbsp;", _breaking(text, style))


def plain(text: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of plain text."""
    return paragraph(_fonts(text, style.fontName), style)


def markup(nodes: Sequence[Node], setting: Setting, places: Places) -> str:
    """The nodes as markup."""
    return "".join(_markup(node, setting, places) for node in nodes)


def _markup(node: Node, setting: Setting, places: Places) -> str:
    kind = node["type"]
    if kind == "hardBreak":
        return "<br/>"
    if kind == "mention":
        return _fonts(f"@{attribute(node, 'label') or ''}", text_font(bold=True))
    if kind == "image":
        return _named(node, setting)
    marks = {mark["type"]: mark for mark in node.get("marks", ())}
    return _linked(_marked(node["text"], marks, setting), marks, places)


def _marked(text: str, marks: Mapping[str, Node], setting: Setting) -> str:
    if "code" in marks:
        size = round(setting.size * _CODE_SIZE, 2)
        return f'<font name="{MONO}" size="{size}" backColor="{CODE_GROUND}">{_fonts(text, MONO)}</font>'
    made = _fonts(text, text_font(bold=setting.bold or "bold" in marks, italic="italic" in marks))
    for name, tag in (("underline", "u"), ("strike", "strike")):
        if name in marks:
            made = f"<{tag}>{made}</{tag}>"
    return made


def _linked(text: str, marks: Mapping[str, Node], places: Places) -> str:
    address = str(attribute(marks["link"], "href") or "") if "link" in marks else ""
    return _link(text, address, places)


def _link(text: str, address: str, places: Places) -> str:
    """A link to outside or to a heading. Where else it leads, a reader of the file cannot go."""
    if address.startswith("#"):
        address = f"#{places[address[1:]]}" if address[1:] in places else ""
    elif not address.lower().startswith(_OUTSIDE) or not is_link(address):
        address = ""
    return f'<a href={quoteattr(address)} color="{LINK}">{text}</a>' if address else text


def _named(image: Node, setting: Setting) -> str:
    """An image that is not drawn: its description, and a link to it where it has an address."""
    source, described = str(attribute(image, "src") or ""), attribute(image, "alt") or attribute(image, "title")
    text = _fonts(image_text(described), text_font(bold=setting.bold, italic=True))
    return _link(text, source, {})


def _fonts(text: str, font: str) -> str:
    return "".join(f'<font name="{name}">{escape(piece)}</font>' for name, piece in runs(text, font))


def _breaking(text: str, style: ParagraphStyle) -> ParagraphStyle:
    """Chinese and Japanese have no spaces: their lines may end after any character."""
    if sum("\u2e80" <= character <= "\ud7ff" for character in text) * 4 < len(text) or "<font" not in text:
        return style
    found: ParagraphStyle = style.clone(f"{style.name} CJK", wordWrap="CJK")
    return found
