"""XML of Word files as trees whose names are short: `w:p`, `r:id`. Bounded, and without document types.

Both editions of the standard (ECMA-376, "transitional" and "strict") become the same names.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

MOST_ELEMENTS = 1_000_000
DEEPEST = 250
_W = "schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = {
    f"http://{_W}": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": "app",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "urn:schemas-microsoft-com:vml": "v",
}
Element = ElementTree.Element
_OFF = ("0", "false", "off", "none")


class Budget:
    """How many elements may still be read, over all parts of a file."""

    def __init__(self) -> None:
        self.left = MOST_ELEMENTS


class _Target:
    """Builds the tree, and stops where it becomes too large or names a document type (entities, external files)."""

    def __init__(self, budget: Budget) -> None:
        self._builder = ElementTree.TreeBuilder()
        self._budget, self._depth = budget, 0
        self._short: dict[str, str] = {}

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError("The file has a document type, which Word files do not have.")

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        self._budget.left -= 1
        self._depth += 1
        if self._budget.left < 0:
            raise ValueError("The file has too many elements.")
        if self._depth > DEEPEST:
            raise ValueError("The file is nested too deeply.")
        return self._builder.start(self._name(tag), {self._name(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return self._builder.end(self._name(tag))

    def data(self, text: str) -> None:
        self._builder.data(text)

    def close(self) -> Element:
        return self._builder.close()

    def _name(self, long: str) -> str:
        short = self._short.get(long)
        if short is None:
            namespace, _, local = long[1:].rpartition("}") if long.startswith("{") else ("", "", long)
            prefix = _NAMES.get(namespace)
            short = self._short[long] = f"{prefix}:{local}" if prefix else local if not namespace else f"?:{local}"
        return short


def parse(data: bytes, budget: Budget) -> Element:
    """The root. ValueError for what is no XML, or no harmless one."""
    # Entities need a document type, and the target refuses that where it begins.
    parser = ElementTree.XMLParser(target=_Target(budget))  # noqa: S314
    try:
        parser.feed(data)
        root: Element = parser.close()
    except ElementTree.ParseError as error:
        raise ValueError("The file is damaged: a part is not XML.") from error
    except LookupError as error:  # an encoding that Python does not know
        raise ValueError("The file is damaged: a part has an unknown encoding.") from error
    return root


def first(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, the first of it, and so on."""
    for name in path:
        element = next((child for child in element if child.tag == name), None) if element is not None else None
    return element


def every(element: Element | None, name: str) -> Iterator[Element]:
    """The children of that name."""
    return (child for child in element if child.tag == name) if element is not None else iter(())


def value(element: Element | None, *path: str, name: str = "w:val") -> str | None:
    """An attribute of the element at that path."""
    found = first(element, *path)
    return found.get(name) if found is not None else None


def number(text: str | None, default: int = 0) -> int:
    """A whole number; Word also writes measures with a fraction."""
    try:
        return int(float(text)) if text is not None and len(text) < 20 else default
    except (ValueError, OverflowError):
        return default


def flag(element: Element | None, name: str) -> bool | None:
    """Whether a property is on or off; None where nothing is said."""
    found = first(element, name)
    return None if found is None else (found.get("w:val") or "on").lower() not in _OFF
