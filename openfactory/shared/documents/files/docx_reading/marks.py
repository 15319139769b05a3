"""The marks of a run: from its character style, and from what is set at the run itself."""

from __future__ import annotations

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.files.docx_reading.styles import Styles, is_monospaced
from openfactory.shared.documents.files.docx_reading.xml import Element, first, flag, value

_PLAIN = ("bold", "italic", "underline", "strike")


class Marks:
    """Reads marks. `ours`: an underlined link is one that somebody has underlined, and not how links look."""

    def __init__(self, styles: Styles, *, ours: bool) -> None:
        self._styles, self._ours = styles, ours

    def is_image(self, run: Element) -> bool:
        """Whether the run stands for an image that is not in the file."""
        return self._styles.run(value(first(run, "w:rPr"), "w:rStyle")).is_image

    def of(self, run: Element, *, linked: bool) -> list[Node]:
        """The marks of a run, without its link."""
        properties = first(run, "w:rPr")
        style = self._styles.run(value(properties, "w:rStyle"))
        if style.code or is_monospaced(properties):
            return [{"type": "code"}]
        struck = flag(properties, "w:strike") or flag(properties, "w:dstrike")
        said = {
            "bold": (flag(properties, "w:b"), style.bold),
            "italic": (flag(properties, "w:i"), style.italic),
            "underline": (flag(properties, "w:u"), style.underline),
            "strike": (struck, style.strike),
        }
        if linked and not self._ours:
            del said["underline"]
        return [{"type": name} for name in _PLAIN if name in said and _effective(*said[name])]


def _effective(direct: bool | None, of_style: bool | None) -> bool:
    return bool(of_style if direct is None else direct)
