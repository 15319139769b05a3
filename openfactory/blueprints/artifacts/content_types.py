"""What a file is, by what is in it. What the client says counts for nothing; the name's end chooses among texts."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath
from typing import IO, Final

import filetype

from openfactory.blueprints.artifacts.extraction.plain import encoding_of

UNKNOWN: Final = "application/octet-stream"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OOXML: Final = "application/vnd.openxmlformats-officedocument"
_HEAD: Final = 64 * 1024  # bytes that are looked at, at the beginning and at the end

# The kinds of text that have a type of their own, by the end of a file's name.
TEXTS: Final = {
    **dict.fromkeys(("md", "markdown", "mdown"), "text/markdown"),
    **dict.fromkeys(("csv",), "text/csv"),
    **dict.fromkeys(("tsv",), "text/tab-separated-values"),
    **dict.fromkeys(("json", "ipynb", "geojson", "webmanifest"), "application/json"),
    **dict.fromkeys(("yaml", "yml"), "application/yaml"),
    **dict.fromkeys(("toml",), "application/toml"),
    **dict.fromkeys(("py", "pyi"), "text/x-python"),
    **dict.fromkeys(("js", "mjs", "cjs", "jsx"), "text/javascript"),
    **dict.fromkeys(("ts", "tsx", "mts"), "text/x-typescript"),
    **dict.fromkeys(("css",), "text/css"),
    **dict.fromkeys(("sql",), "application/sql"),
    **dict.fromkeys(("sh", "bash", "zsh"), "application/x-sh"),
    **dict.fromkeys(("java", "kt", "scala"), "text/x-java"),
    **dict.fromkeys(("c", "h", "cc", "cpp", "hpp", "cs", "m"), "text/x-c"),
    **dict.fromkeys(("go",), "text/x-go"),
    **dict.fromkeys(("rs",), "text/x-rust"),
    **dict.fromkeys(("rb",), "text/x-ruby"),
    **dict.fromkeys(("php",), "text/x-php"),
    **dict.fromkeys(("html", "htm", "xhtml"), "text/html"),
    **dict.fromkeys(("svg",), "image/svg+xml"),
    **dict.fromkeys(("xml", "xsd", "xsl"), "application/xml"),
}
_MACH_O = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z-]{3,40}|application/epub\+zip)")
_OFFICE = {
    b"word/document": DOCX,
    b"xl/workbook": f"{_OOXML}.spreadsheetml.sheet",
    b"ppt/presentation": f"{_OOXML}.presentationml.presentation",
}
_PROLOG = re.compile(r"\s*(?:<\?xml\b[^>]*>|<!--.*?-->|<!doctype\s+(?!html\b)[^>]*>)", re.IGNORECASE | re.DOTALL)
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|script|iframe)\b", re.IGNORECASE)
_SVG = re.compile(r"\s*<(?:\w{1,20}:)?svg\b", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml\s")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def type_of(content: IO[bytes], size: int, file_name: str) -> str:
    """The media type of a content. Its beginning and its end are read, never the whole."""
    content.seek(0)
    head = content.read(_HEAD)
    content.seek(max(size - _HEAD, 0))
    tail = content.read(_HEAD)
    content.seek(0)
    text = beginning(head, whole=size <= len(head))
    if text is not None:
        return _text_type(text, _suffix(file_name))
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(head, tail)
    if head.startswith(_MACH_O):
        return "application/x-mach-binary"
    if b"%PDF-" in head[:1024]:  # PDF readers take it with something before
        return "application/pdf"
    # A text in an old encoding is still a text, if its name says so and nothing in it says otherwise.
    suffix = _suffix(file_name)
    old = "text/plain" if suffix == "txt" else TEXTS.get(suffix)
    known = filetype.guess_mime(head)
    return known or (old if old and not _CONTROLS.search(head.decode("latin-1")) else None) or UNKNOWN


def _suffix(file_name: str) -> str:
    return PurePath(file_name).suffix.lower().removeprefix(".")


def beginning(head: bytes, *, whole: bool) -> str | None:
    """The text that these first bytes of a file are; None where they are none."""
    try:
        text = codecs.getincrementaldecoder(encoding_of(head))().decode(head, final=whole)
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(text) else text


def _text_type(text: str, suffix: str) -> str:
    start = 0
    while prolog := _PROLOG.match(text, start):
        start = prolog.end()
    if _SVG.match(text, start):
        return "image/svg+xml"
    if _HTML.match(text, start):
        return "text/html"
    if text.startswith("%PDF-"):
        return "application/pdf"
    if _XML.match(text):
        return "application/xml"
    return TEXTS.get(suffix, "text/plain")


def _zip_type(head: bytes, tail: bytes) -> str:
    """Office files are archives: names of their parts stand at the beginning, and in the list at the end."""
    if found := _OPEN_DOCUMENT.search(head[:200]):
        return found[1].decode()
    if b"[Content_Types].xml" in head or b"[Content_Types].xml" in tail:
        for part, media_type in _OFFICE.items():
            if part in tail or part in head:
                return media_type
    return "application/zip"
