"""The styles of Word files: Word's own names where it has one, so that its users can change how all of it looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from openfactory.shared.documents.files import word
from openfactory.shared.documents.files.docx_writing.xml import NAMESPACES, tag
from openfactory.shared.documents.files.word import STEP, style_id

INK, SOFT, FAINT, ACCENT, LINK = "1F2328", "57606A", "D0D7DE", "1F4E79", "0B57D0"
GROUND, HEAD_GROUND, CODE_GROUND = "F6F8FA", "EEF1F4", "EFF1F3"
TEXT_FONT, CODE_FONT = "Calibri", "Consolas"


@dataclass(frozen=True)
class Style:
    """A style. `paragraph` and `run` hold the XML of its properties; `kind` is paragraph, character or table."""

    name: str
    paragraph: str = ""
    run: str = ""
    based: str | None = "Normal"
    following: str | None = None
    kind: str = "paragraph"
    table: str = ""

    def xml(self) -> str:
        """The element of styles.xml."""
        return tag(
            "style",
            tag("name", val=self.name),
            tag("basedOn", val=style_id(self.based)) if self.based else "",
            tag("next", val=style_id(self.following)) if self.following else "",
            tag("qFormat"),
            tag("pPr", self.paragraph) if self.paragraph else "",
            tag("rPr", self.run) if self.run else "",
            self.table,
            type=self.kind,
            default="1" if self.name in ("Normal", "Default Paragraph Font", "Normal Table") else None,
            styleId=style_id(self.name),
        )


def font(
    *, name: str | None = None, half_points: int | None = None, color: str | None = None, bold: bool = False
) -> str:
    """Properties of characters. Half points are what Word counts the size of type in."""
    return "".join(
        (
            tag("rFonts", ascii=name, hAnsi=name, cs=name) if name else "",
            tag("b") if bold else "",
            tag("color", val=color) if color else "",
            tag("sz", val=half_points) + tag("szCs", val=half_points) if half_points else "",
        )
    )


def spacing(before: int, after: int, line: int | None = None) -> str:
    """Space in twentieths of a point; `line` in 240ths of a line."""
    return tag("spacing", before=before, after=after, line=line, lineRule="auto" if line else None)


def _edge(side: str, color: str, size: int, space: int) -> str:
    return tag("pBdr", tag(side, val="single", sz=size, space=space, color=color))


def _frame(color: str) -> str:
    sides = ("top", "left", "bottom", "right")
    return tag("pBdr", *(tag(side, val="single", sz=4, space=5, color=color) for side in sides))


def _heading(level: int, half_points: int, before: int, after: int, color: str) -> Style:
    return Style(
        f"heading {level}",
        tag("keepNext") + tag("keepLines") + spacing(before, after) + tag("outlineLvl", val=level - 1),
        font(half_points=half_points, color=color, bold=True),
        following="Normal",
    )


def _shaded(fill: str) -> str:
    return tag("shd", val="clear", color="auto", fill=fill)


_GRID = "".join(
    tag(side, val="single", sz=4, space=0, color=FAINT)
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS = "".join(
    tag(side, w=width, type="dxa") for side, width in (("top", 60), ("left", 100), ("bottom", 60), ("right", 100))
)
_LIST = spacing(0, 60) + tag("ind", left=STEP, hanging=STEP)
_TOC_TAB = tag("tabs", tag("tab", val="right", leader="dot", pos=9180))

STYLES = (
    Style("Normal", spacing(0, 140, 276), font(half_points=21, color=INK), based=None),
    Style("Default Paragraph Font", based=None, kind="character"),
    Style("Normal Table", based=None, kind="table", table=tag("tblPr", tag("tblCellMar", _MARGINS))),
    Style("Title", spacing(0, 60), font(half_points=44, bold=True), following="Normal"),
    Style("Subtitle", spacing(0, 240), font(half_points=19, color=SOFT), following="Normal"),
    Style(word.TITLE, tag("keepNext") + tag("outlineLvl", val=0), based="Title", following=word.DETAILS),
    Style(
        word.DETAILS,
        tag("keepNext") + _edge("bottom", FAINT, 6, 8) + spacing(0, 280),
        based="Subtitle",
        following="Normal",
    ),
    Style(word.COVER_TITLE, spacing(4800, 240), font(half_points=68, bold=True), based="Title"),
    Style(word.COVER_DETAILS, spacing(0, 60), font(half_points=25), based="Subtitle"),
    _heading(1, 36, 400, 140, ACCENT),
    _heading(2, 29, 340, 120, ACCENT),
    _heading(3, 25, 280, 80, ACCENT),
    _heading(4, 22, 240, 60, INK),
    _heading(5, 21, 220, 60, INK),
    _heading(6, 21, 220, 60, SOFT),
    Style(word.BULLETS, _LIST),
    Style(word.NUMBERS, _LIST),
    Style(word.TASKS, _LIST),
    Style(word.CONTINUED, spacing(0, 60)),
    Style(
        word.QUOTE,
        _edge("left", FAINT, 18, 8) + tag("ind", left=STEP),
        font(color=SOFT),
    ),
    Style(
        word.CODE,
        _frame(GROUND) + _shaded(GROUND) + spacing(120, 240, 252),
        font(name=CODE_FONT) + tag("noProof") + font(half_points=17),
    ),
    Style(word.DIAGRAM_LABEL, tag("keepNext") + spacing(0, 40), tag("i") + font(half_points=18, color=SOFT)),
    Style(word.RULE, _edge("bottom", FAINT, 6, 1) + spacing(0, 200)),
    Style(word.SEPARATOR, tag("spacing", before=0, after=0, line=120, lineRule="exact"), font(half_points=4)),
    Style(word.CELL, spacing(0, 40, 259), font(half_points=19)),
    Style(word.HEADER_CELL, tag("keepNext"), tag("b"), based=word.CELL),
    Style(word.SMALL_CELL, spacing(0, 20), font(half_points=15), based=word.CELL),
    Style(word.SMALL_HEADER_CELL, tag("keepNext"), tag("b"), based=word.SMALL_CELL),
    Style("TOC Heading", tag("pageBreakBefore") + spacing(0, 280), based="Title", following="Normal"),
    Style("toc 1", _TOC_TAB + spacing(120, 20), tag("b"), following="Normal"),
    Style("toc 2", _TOC_TAB + spacing(0, 20) + tag("ind", left=280), font(half_points=19), following="Normal"),
    Style(
        "footer",
        _edge("top", FAINT, 4, 6) + tag("tabs", tag("tab", val="right", pos=9180)) + spacing(0, 0),
        font(half_points=16, color=SOFT),
    ),
    Style("Hyperlink", run=font(color=LINK), based="Default Paragraph Font", kind="character"),
    Style(word.MENTION, run=tag("b"), based="Default Paragraph Font", kind="character"),
    Style(word.IMAGE, run=tag("i") + font(color=LINK), based="Default Paragraph Font", kind="character"),
    Style(
        word.INLINE_CODE,
        run=font(name=CODE_FONT) + tag("noProof") + font(half_points=19) + _shaded(CODE_GROUND),
        based="Default Paragraph Font",
        kind="character",
    ),
    Style(
        word.TABLE,
        based="Normal Table",
        kind="table",
        table=tag("tblPr", tag("tblBorders", _GRID), tag("tblCellMar", _MARGINS)),
    ),
)
_BY_NAME = {style.name: style for style in STYLES}


def styles(used: Iterable[str], language: str) -> str:
    """styles.xml with all of these, and with what is used of styles for quotes and for languages."""
    others = [_derived(name) for name in sorted(set(used)) if name not in _BY_NAME]
    defaults = tag(
        "docDefaults",
        tag("rPrDefault", tag("rPr", font(name=TEXT_FONT), tag("lang", val=language))),
        tag("pPrDefault"),
    )
    inside = "".join(style.xml() for style in (*STYLES, *others))
    return f"<w:styles {NAMESPACES}>{defaults}{inside}</w:styles>"


def _derived(name: str) -> Style:
    base, depth = word.unquoted(name)
    if depth:
        return _quoted(name, word.QUOTE if base == "Normal" else base, depth)
    if word.language_of(name) is not None:
        return Style(name, based=word.CODE)
    raise LookupError(name)


def _quoted(name: str, base: str, depth: int) -> Style:
    kind = "table" if base == word.TABLE else "paragraph"
    quote = _edge("left", FAINT, 18, 8) + tag("ind", left=STEP * depth)
    return replace(Style(name, based=base, kind=kind), paragraph=quote if kind == "paragraph" else "")
