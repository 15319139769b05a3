"""What a Word file has beside the content: cover, contents, the head of each document, and the foot of pages."""

from __future__ import annotations

from collections.abc import Sequence

from openfactory.shared.documents.files import word
from openfactory.shared.documents.files.docx_writing.blocks import Blocks
from openfactory.shared.documents.files.docx_writing.inline import run
from openfactory.shared.documents.files.docx_writing.package import FOOTER
from openfactory.shared.documents.files.docx_writing.xml import NAMESPACES, tag, text
from openfactory.shared.documents.files.labels import CONTENTS
from openfactory.shared.documents.files.printed import Cover, Printed, Volume

Entry = tuple[str, str, int]  # a bookmark, the text, and 1 for a document or 2 for a heading in it


def cover(made: Cover, blocks: Blocks) -> str:
    """The first page."""
    lines = [blocks.paragraph(word.COVER_DETAILS, run(line)) for line in made.subtitle]
    return blocks.paragraph(word.COVER_TITLE, run(made.title)) + "".join(lines)


def contents(entries: Sequence[Entry], top: int, blocks: Blocks) -> str:
    """The table of contents as a field of Word: filled with links, and with page numbers when Word updates it.

    `top`: the level of the headings that stand in it below the documents.
    """
    field = f'TOC \\h \\z \\t "{word.TITLE},1,Heading {top},2"'
    begin = _field_char("begin") + tag("r", _instruction(field)) + _field_char("separate")
    lines = []
    for place, (bookmark, title, depth) in enumerate(entries):
        link = tag("hyperlink", run(title), anchor=bookmark, history=1)
        before, after = begin if place == 0 else "", _field_char("end") if place == len(entries) - 1 else ""
        lines.append(blocks.paragraph(f"toc {depth}", before + link + after))
    return blocks.paragraph("TOC Heading", run(CONTENTS)) + "".join(lines)


def head(document: Printed, bookmark: str | None, blocks: Blocks, *, new_page: bool) -> str:
    """A document's title and what is told about it."""
    title = run(document.title)
    properties = tag("pageBreakBefore") if new_page else ""
    written = blocks.paragraph(word.TITLE, blocks.bookmark(bookmark, title) if bookmark else title, properties)
    return written + details(document, blocks)


def details(document: Printed, blocks: Blocks) -> str:
    """What is told about a document, in one line."""
    return blocks.paragraph(word.DETAILS, run(" · ".join(document.subtitle)))


def footer(volume: Volume) -> str:
    """The title of the document on the left, `n of m` on the right."""
    running = _field(f'STYLEREF "{word.TITLE}"', volume.title) if volume.cover else run(volume.title)
    numbers = tag("r", tag("tab")) + _field("PAGE", "1") + run(" of ") + _field("NUMPAGES", "1")
    inside = tag("p", tag("pPr", tag("pStyle", val="footer")), running, numbers)
    return f"<w:ftr {NAMESPACES}>{inside}</w:ftr>"


def section(volume: Volume) -> str:
    """A4 with the margins and the foot; the cover has none."""
    return tag(
        "sectPr",
        f'<w:footerReference w:type="default" r:id="{FOOTER}"/>',
        tag("pgSz", w=11906, h=16838),
        tag("pgMar", top=1247, right=1361, bottom=1474, left=1361, header=709, footer=709, gutter=0),
        tag("titlePg") if volume.cover else "",
    )


def settings() -> str:
    """settings.xml: a document of the present Word, not in compatibility mode."""
    mode = tag("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    inside = tag("zoom", percent=100) + tag("defaultTabStop", val=720) + tag("compat", mode)
    return f"<w:settings {NAMESPACES}>{inside}</w:settings>"


def _field(instruction: str, shown: str) -> str:
    return tag("fldSimple", run(shown), instr=f" {instruction} ")


def _field_char(kind: str) -> str:
    return tag("r", tag("fldChar", fldCharType=kind))


def _instruction(field: str) -> str:
    return f'<w:instrText xml:space="preserve"> {text(field)} </w:instrText>'
