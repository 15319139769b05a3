"""The text of one paragraph: runs with marks, links, images, notes; insertions count and deletions do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from openfactory.shared.documents.content.addresses import is_image
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.files import word
from openfactory.shared.documents.files.docx_reading.fields import Fields, is_contents, link_mark, link_of
from openfactory.shared.documents.files.docx_reading.images import image_in
from openfactory.shared.documents.files.docx_reading.marks import Marks
from openfactory.shared.documents.files.docx_reading.notes import Notes
from openfactory.shared.documents.files.docx_reading.parts import Part
from openfactory.shared.documents.files.docx_reading.styles import Styles
from openfactory.shared.documents.files.docx_reading.xml import Element, every, first, flag, value
from openfactory.shared.documents.files.labels import TICKED, UNTICKED, described_in

# Letters of Word's own symbol fonts, which mean nothing in others.
_SYMBOLS = {
    **dict.fromkeys(("F0A8", "F06F", "F071", "F0A3"), UNTICKED),
    **dict.fromkeys(("F0FE", "F0FD", "F054", "F052"), TICKED),
    **{"F0FC": "✓", "F0FB": "✗", "F0E0": "→", "F0DF": "←", "F0E8": "⇒", "F0B7": "•", "F0A7": "▪"},
}
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:noBreakHyphen": "\u2011"}
_DRAWINGS = ("w:drawing", "w:pict", "w:object")
_SKIPPED = {
    *("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:fldData", "w:footnoteRef", "w:endnoteRef"),
    *("w:commentReference", "w:annotationRef", "w:rt", "w:delText", "w:softHyphen", "w:lastRenderedPageBreak"),
}


@dataclass
class Text:
    """What a paragraph holds: inline nodes, and text boxes that stand beside it."""

    nodes: list[Node] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    @property
    def all_code(self) -> bool:
        """Whether there is text, and all of it is set as code."""
        words = [node for node in self.nodes if node["type"] != "hardBreak" and node.get("text", "?").strip()]
        return bool(words) and all(any(mark["type"] == "code" for mark in node.get("marks", ())) for node in words)


class Inline:
    """Reads the paragraphs of one part, in order."""

    def __init__(self, part: Part, styles: Styles, notes: Notes, *, ours: bool) -> None:
        self._part, self._notes, self._ours = part, notes, ours
        self._marks = Marks(styles, ours=ours)
        self._fields = Fields()
        self._text = Text()
        self._link: Node | None = None
        self._readers: Mapping[str, Callable[[Element], None]] = {
            "w:r": self._run,
            "w:hyperlink": self._hyperlink,
            "w:fldSimple": self._field,
            "w:sdt": self._control,
            "m:t": lambda element: self._add(element.text or "", []),
            "mc:AlternateContent": self._alternative,
        }

    def read(self, paragraph: Element) -> Text:
        """The text of a paragraph."""
        self._text = Text()
        self._children(paragraph)
        return self._text

    @property
    def hidden(self) -> bool:
        """Whether a table of contents is open that goes on in the next paragraph."""
        return self._fields.hide

    def _children(self, element: Element) -> None:
        for child in element:
            if child.tag in self._readers:
                self._readers[child.tag](child)
            elif child.tag not in _SKIPPED:
                self._children(child)

    def _run(self, run: Element) -> None:
        if flag(first(run, "w:rPr"), "w:vanish"):
            self._hidden_run(run)
            return
        if self._link and self._marks.is_image(run):
            self._image(run, self._link["attrs"])
            return
        marks = self._marks.of(run, linked=self._link is not None)
        for child in run:
            self._in_run(child, marks)

    def _image(self, run: Element, link: Mapping[str, str]) -> None:
        alt = described_in("".join(text.text or "" for text in every(run, "w:t")))
        if is_image(link["href"]):
            attributes = {"src": link["href"], "alt": alt, "title": link.get("title")}
            self._text.nodes.append({"type": "image", "attrs": attributes})

    def _hidden_run(self, run: Element) -> None:
        for child in every(run, "w:fldChar"):
            self._fields.char(child)

    def _in_run(self, child: Element, marks: list[Node]) -> None:
        match child.tag:
            case "w:t":
                self._add(child.text or "", marks)
            case "w:tab" | "w:ptab" | "w:noBreakHyphen":
                self._add(_SIGNS[child.tag], marks)
            case "w:sym":
                self._add(_symbol(child), marks)
            case "w:br" | "w:cr":
                self._break(child)
            case "w:fldChar":
                self._fields.char(child)
                self._form_box(child)
            case "w:instrText":
                self._fields.instruct(child.text or "")
            case "w:footnoteReference" | "w:endnoteReference":
                self._add(self._notes.refer(child.tag, child.get("w:id") or ""), [])
            case "w:drawing" | "w:pict" | "w:object":
                self._drawing(child)
            case "mc:AlternateContent":
                self._alternative(child)
            case "w:ruby":
                self._children(child)

    def _break(self, element: Element) -> None:
        if element.get("w:type") not in ("page", "column") and not self._fields.hide:
            self._text.nodes.append({"type": "hardBreak"})

    def _add(self, text: str, marks: list[Node]) -> None:
        if not text or self._fields.hide:
            return
        link = self._link or self._fields.link
        self._text.nodes.append({"type": "text", "text": text, "marks": [*([link] if link else []), *marks]})

    def _hyperlink(self, element: Element) -> None:
        relation = self._part.relations.get(element.get("r:id", ""))
        address = relation.target if relation is not None and relation.outside else ""
        if place := element.get("w:anchor"):
            address = f"{address}#{place}"
        self._linked(element, link_mark(address, element.get("w:tooltip")))

    def _field(self, element: Element) -> None:
        instruction = element.get("w:instr", "")
        if not is_contents(instruction):
            self._linked(element, link_of(instruction))

    def _linked(self, element: Element, link: Node | None) -> None:
        before, self._link = self._link, link or self._link
        self._children(element)
        self._link = before

    def _control(self, element: Element) -> None:
        properties, content = first(element, "w:sdtPr"), first(element, "w:sdtContent")
        tag = value(properties, "w:tag") or ""
        if (box := first(properties, "w14:checkbox")) is not None:
            ticked = (value(box, "w14:checked", name="w14:val") or "0") in ("1", "true", "on")
            self._add(TICKED if ticked else UNTICKED, [])
        elif tag.startswith(word.MENTION_TAG) and content is not None:
            self._mention(tag.removeprefix(word.MENTION_TAG), content)
        elif content is not None and not flag(properties, "w:showingPlcHdr"):
            self._children(content)

    def _mention(self, id_: str, content: Element) -> None:
        label = "".join(text.text or "" for text in content.iter("w:t")).removeprefix("@")
        self._text.nodes.append({"type": "mention", "attrs": {"id": id_[:60], "label": label[:200] or None}})

    def _alternative(self, element: Element) -> None:
        """The same twice, for new programs and for old ones: the one that says more to us is taken, once."""
        choices = [*every(element, "mc:Choice"), *every(element, "mc:Fallback")]
        known = ("w:txbxContent", "a:blip", "v:imagedata")
        best = next((c for c in choices if any(next(c.iter(name), None) is not None for name in known)), None)
        chosen = best if best is not None else next(iter(choices), None)
        for child in chosen if chosen is not None else ():
            if child.tag in _DRAWINGS:
                self._drawing(child)
            elif child.tag == "w:r":
                self._run(child)

    def _drawing(self, element: Element) -> None:
        boxes = [box for box in element.iter("w:txbxContent") if len(box)]
        if boxes:
            self._text.boxes.append(boxes[0])
        elif (node := image_in(element, self._part)) is not None:
            if node["type"] == "text":
                self._add(node["text"], [])
            elif not self._fields.hide:
                self._text.nodes.append(node)

    def _form_box(self, element: Element) -> None:
        """The box of an old form: Word shows it instead of a result."""
        box = first(element, "w:ffData", "w:checkBox")
        if box is not None:
            checked = flag(box, "w:checked") if first(box, "w:checked") is not None else flag(box, "w:default")
            self._text.nodes.append({"type": "text", "text": TICKED if checked else UNTICKED})


def _symbol(element: Element) -> str:
    code = element.get("w:char", "").upper()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ue000" <= letter <= "\uf8ff" or "\ud800" <= letter <= "\udfff" or letter == "\0" else letter
