"""Pages: margins, the line at their foot, the outline of the file, and page numbers that are known at the end."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ActionFlowable, BaseDocTemplate, Frame, PageTemplate

from openfactory.shared.documents.files.pdf.fonts import REGULAR, load, runs, width
from openfactory.shared.documents.files.pdf.styles import BOTTOM, FAINT, HEIGHT, LEFT, PAGE, SOFT, WIDTH
from openfactory.shared.documents.files.printed import Volume

_FOOT = BOTTOM - 26
_SIZE = 8.0
COVER, TEXT = "cover", "text"


class NumberedCanvas(Canvas):
    """A canvas that knows where headings are.

    Page numbers that only the end of the work tells are forms: drawn by name, and filled when the file is saved. So
    the pages are laid out once, and not twice as a table of contents usually makes necessary.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.pages_of: dict[str, int] = {}
        self.wanted: dict[str, tuple[str, float]] = {}
        self.feet = 0
        self._level = -1

    def place(self, key: str, label: str, depth: int, above: float) -> None:
        """Here is what `key` leads to; the outline lists it."""
        self.pages_of[key] = self.getPageNumber()
        self.bookmarkHorizontal(key, 0, above)
        self._level = min(depth, self._level + 1)  # the outline of a PDF skips no level
        self.addOutlineEntry(label, key, self._level, closed=self._level > 0)

    def number_of(self, key: str, font: str, size: float) -> None:
        """Draw the number of the page that `key` is on, ending here."""
        self.wanted[key] = (font, size)
        self.doForm(f"page-{key}")

    def foot(self) -> None:
        """Draw `n of m`, ending here."""
        self.feet = self.getPageNumber()
        self.doForm(f"foot-{self.feet}")

    def save(self) -> None:
        """Fill the numbers in, and write the file."""
        last = self.getPageNumber() - 1
        for number in range(1, last + 1):
            self._form(f"foot-{number}", f"{number} of {last}", REGULAR, _SIZE)
        for key, (font, size) in self.wanted.items():
            self._form(f"page-{key}", str(self.pages_of.get(key, "")), font, size)
        super().save()

    def _form(self, name: str, text: str, font: str, size: float) -> None:
        if not self.hasForm(name):
            load(font)
            self.beginForm(name, -int(WIDTH), -int(size), 0, int(2 * size))
            self.setFont(font, size)
            self.setFillColor(HexColor(SOFT))
            self.drawRightString(0, 0, text)
            self.endForm()


class Running(ActionFlowable):
    """From here on this title stands at the foot of pages."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title

    def apply(self, doc: Any) -> None:
        """Tell the template."""
        doc.running = self.title


class Pages(BaseDocTemplate):
    """A4, a cover without a foot and text with one."""

    def __init__(self, file: Any, volume: Volume) -> None:
        super().__init__(
            file,
            pagesize=PAGE,
            title=volume.title,
            subject=volume.subject,
            creator="openfactory",
            producer="ReportLab",
            lang=volume.language,
            invariant=1,
        )
        self.running = volume.title
        frame = Frame(LEFT, BOTTOM, WIDTH, HEIGHT, 0, 0, 0, 0, id="text")
        cover = Frame(LEFT, BOTTOM, WIDTH, HEIGHT, 0, 0, 0, 0, id="cover")
        text = PageTemplate(TEXT, [frame], onPageEnd=_draw_foot)
        self.addPageTemplates([PageTemplate(COVER, [cover]), text] if volume.cover else [text])


def _draw_foot(canvas: Any, doc: Any) -> None:
    canvas.saveState()
    canvas.setStrokeColor(HexColor(FAINT))
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, _FOOT + 14, LEFT + WIDTH, _FOOT + 14)
    canvas.setFillColor(HexColor(SOFT))
    x = LEFT
    for font, piece in runs(shortened(doc.running, REGULAR, _SIZE, WIDTH - 80), REGULAR):
        canvas.setFont(font, _SIZE)
        canvas.drawString(x, _FOOT, piece)
        x += width(piece, font, _SIZE)
    canvas.translate(LEFT + WIDTH, _FOOT)
    canvas.foot()
    canvas.restoreState()


def shortened(text: str, font: str, size: float, room: float) -> str:
    """A text that fits into one line."""
    if width(text, font, size) <= room:
        return text
    while text and width(f"{text}…", font, size) > room:
        text = text[: int(len(text) * 0.95) - 1] if len(text) > 1 else ""
    return f"{text.rstrip()}…"
