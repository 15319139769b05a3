"""A volume as a PDF file."""

from __future__ import annotations

import calendar
import io
from collections.abc import Iterator
from datetime import UTC

from reportlab.platypus import Flowable, NextPageTemplate, PageBreak

from openfactory.shared.documents.content.text import children
from openfactory.shared.documents.files.outline import Outline, without_title
from openfactory.shared.documents.files.pdf import front
from openfactory.shared.documents.files.pdf.blocks import Blocks
from openfactory.shared.documents.files.pdf.pages import TEXT, NumberedCanvas, Pages, Running
from openfactory.shared.documents.files.pdf.styles import Setting
from openfactory.shared.documents.files.printed import Printed, Volume


def write_pdf(volume: Volume) -> bytes:
    """The file. The same volume gives the same bytes; nothing is fetched.

    With a cover: a title page, the contents, and each document on a new page. Images that cannot be shown are named
    in the text. ValueError where there is no document.
    """
    if not volume.documents:
        raise ValueError("there is no document to print")
    file = io.BytesIO()
    pages = Pages(file, volume)
    pages.build(list(_story(volume)), canvasmaker=_canvas_of(volume))
    return file.getvalue()


def _canvas_of(volume: Volume) -> type[NumberedCanvas]:
    moment = volume.made_at.astimezone(UTC).timetuple()

    class Dated(NumberedCanvas):
        """Tells when the volume was made, and nothing of when the file was written."""

        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)
            stamp = self._doc._timeStamp  # type: ignore[attr-defined]
            stamp.t, stamp.lt = calendar.timegm(moment), moment
            stamp.YMDhms, stamp.dhh, stamp.dmm = tuple(moment)[:6], 0, 0
            self.setViewerPreference("DisplayDocTitle", "true")
            self.showOutline()

    return Dated


def _story(volume: Volume) -> Iterator[Flowable]:
    documents = [_Bound(document, place) for place, document in enumerate(volume.documents)]
    if volume.cover:
        yield from front.cover(volume.cover)
        yield NextPageTemplate(TEXT)
        yield PageBreak()
        yield Running(volume.cover.title)
        yield from front.contents([entry for document in documents for entry in document.entries()])
        yield PageBreak()
    for place, document in enumerate(documents):
        if place:
            yield PageBreak()
        yield from document.flow()


class _Bound:
    """One document of the volume, with bookmarks that are its own."""

    def __init__(self, document: Printed, place: int) -> None:
        self.document = document
        self.content = without_title(document.content, document.title)
        self.outline = Outline.of(self.content)
        self.key = f"document-{place + 1}"
        self.keys = {id(heading.node): f"{self.key}-{heading.slug}" for heading in self.outline.headings}

    def entries(self) -> Iterator[front.Entry]:
        """Its lines of the contents: itself and its chapters."""
        yield front.Entry(self.key, self.document.title, 0)
        for heading in self.outline.chapters:
            yield front.Entry(self.keys[id(heading.node)], heading.text, 1)

    def flow(self) -> Iterator[Flowable]:
        """Its pages."""
        top = min((heading.level for heading in self.outline.headings), default=1)
        blocks = Blocks(
            places={heading.slug: self.keys[id(heading.node)] for heading in self.outline.headings},
            anchors={
                id(heading.node): (self.keys[id(heading.node)], heading.text, 1 + heading.level - top)
                for heading in self.outline.headings
            },
        )
        yield Running(self.document.title)
        yield from front.head(self.document, self.key, 0)
        yield from blocks.flow(children(self.content), Setting())
