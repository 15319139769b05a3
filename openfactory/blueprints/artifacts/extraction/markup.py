"""HTML and SVG: what is to be read in them, without tags, scripts and styles."""

from __future__ import annotations

from html.parser import HTMLParser

_SILENT = frozenset(("script", "style", "template", "noscript"))
_INLINE = frozenset(("a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "samp"))
_ALSO_INLINE = frozenset(("small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var", "wbr", "font"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(self._silent - (tag in _SILENT), 0)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)

    def _break(self, tag: str) -> None:
        if tag not in _INLINE and tag not in _ALSO_INLINE:
            self.pieces.append("\n")


def markup_text(source: str) -> str:
    """The text, a line for each block that has any."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)
