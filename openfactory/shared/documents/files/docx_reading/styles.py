"""What the styles of a Word file mean: which are headings, code, quotes, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from openfactory.shared.documents.files import word
from openfactory.shared.documents.files.docx_reading.xml import Element, every, first, flag, number, value

# Names as Word keeps them, in lower case: they are English in every language of Word.
_CODE = {"code", "code block", "source code", "html preformatted", "preformatted text", "macro text"}
_INLINE_CODE = {
    *("inline code", "code", "code char", "verbatim char", "source text", "html code", "html typewriter"),
    *("html keyboard", "html sample", "html preformatted char"),
}
_QUOTES = {"quote", "intense quote", "quotations", "block text", "block quotation", "block quote"}
_LINKS = {"hyperlink", "followedhyperlink", "internet link"}
_HEADING = re.compile(r"heading ([1-9])")
_MONOSPACED = re.compile(
    r"courier|consolas|menlo|monaco|lucida console|monospace|\bmono\b|source code|andale|fixedsys|cascadia|fira code|"
    r"inconsolata|hack\b"
)


@dataclass(frozen=True)
class ParagraphStyle:
    """What a paragraph's style says. `numbering` is (numId, level); `left` in twentieths of a point."""

    name: str = "Normal"
    heading: int | None = None
    is_code: bool = False
    language: str | None = None
    quotes: int = 0
    numbering: tuple[str, int] | None = None
    left: int = 0


@dataclass(frozen=True)
class RunStyle:
    """What a character style says; None where it says nothing."""

    bold: bool | None = None
    italic: bool | None = None
    strike: bool | None = None
    underline: bool | None = None
    code: bool = False
    is_image: bool = False


class Styles:
    """The styles by id."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {style.get("w:styleId", ""): style for style in every(root, "w:style")}
        defaults = (id_ for id_, style in self._styles.items() if style.get("w:default") in ("1", "true"))
        kinds = {self._styles[id_].get("w:type"): id_ for id_ in defaults}
        self._default = kinds.get("paragraph")
        self.paragraph = lru_cache(maxsize=None)(self._paragraph)
        self.run = lru_cache(maxsize=None)(self._run)

    def numbering_of(self, style: str) -> str | None:
        """The numId of a numbering style, which definitions of lists can refer to."""
        return value(self._styles.get(style), "w:pPr", "w:numPr", "w:numId")

    def name(self, style: str | None) -> str:
        """Its name; Word calls some by it that have another id in other languages."""
        found = self._styles.get(style or self._default or "")
        return value(found, "w:name") or style or "Normal"

    def _chain(self, style: str | None) -> Iterator[Element]:
        """A style, the one that it is based on, and so on."""
        seen = set()
        name = style if style in self._styles else self._default
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = value(self._styles[name], "w:basedOn")

    def _paragraph(self, style: str | None) -> ParagraphStyle:
        base, quotes = word.unquoted(self.name(style))
        chain = list(self._chain(style))
        names = [word.unquoted(value(found, "w:name") or "")[0].lower() for found in chain]
        if not quotes and any((value(found, "w:name") or "").lower() in _QUOTES for found in chain):
            quotes = 1
        language = word.language_of(base)
        return ParagraphStyle(
            name=base,
            heading=_heading(names, chain),
            is_code=language is not None or not _CODE.isdisjoint(names),
            language=language,
            quotes=quotes,
            numbering=_numbering(chain),
            left=next((left for found in chain if (left := left_of(first(found, "w:pPr"))) is not None), 0),
        )

    def _run(self, style: str | None) -> RunStyle:
        if style is None:
            return RunStyle()
        chain = [found for found in self._chain(style) if found.get("w:type") == "character"]
        names = {(value(found, "w:name") or "").lower() for found in chain}
        properties = [first(found, "w:rPr") for found in chain]

        def said(name: str) -> bool | None:
            return next((on for found in properties if (on := flag(found, name)) is not None), None)

        linked = not _LINKS.isdisjoint(names)
        code = not _INLINE_CODE.isdisjoint(names) or any(is_monospaced(found) for found in properties)
        underline = None if linked else said("w:u")
        is_image = word.IMAGE.lower() in names
        return RunStyle(said("w:b"), said("w:i"), said("w:strike"), underline, code, is_image)


def left_of(properties: Element | None) -> int | None:
    """How far a paragraph's properties say that it stands in."""
    indent = first(properties, "w:ind")
    if indent is None:
        return None
    found = indent.get("w:left") or indent.get("w:start")
    return number(found) if found is not None else None


def is_monospaced(properties: Element | None) -> bool:
    """Whether the font that is named is one for code."""
    fonts = first(properties, "w:rFonts")
    name = (fonts.get("w:ascii") or fonts.get("w:hAnsi") or "") if fonts is not None else ""
    return bool(_MONOSPACED.search(name.lower()))


def _heading(names: list[str], chain: list[Element]) -> int | None:
    for name, style in zip(names, chain, strict=True):
        if found := _HEADING.fullmatch(name):
            return min(int(found[1]), 6)
        if name == "title":
            return 1
        level = value(style, "w:pPr", "w:outlineLvl")
        if level is not None:
            return min(number(level) + 1, 6) if number(level, 9) < 9 else None
    return None


def _numbering(chain: list[Element]) -> tuple[str, int] | None:
    for style in chain:
        found = first(style, "w:pPr", "w:numPr")
        if found is not None:
            return value(found, "w:numId") or "0", number(value(found, "w:ilvl"))
    return None
