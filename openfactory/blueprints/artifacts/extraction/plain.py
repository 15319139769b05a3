"""Plain text: UTF-8, or what a byte order mark says."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(data: bytes) -> str:
    """The encoding of a text that begins so."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8-sig")


def decoded(data: bytes, *, partial: bool) -> str:
    """The text; with `partial` the last character may be cut. ValueError for another encoding."""
    encoding = encoding_of(data)
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, final=not partial)
    except UnicodeDecodeError as error:
        name = "UTF-8" if encoding == "utf-8-sig" else encoding.upper()
        raise ValueError(f"The file is not {name} text: byte {error.start} does not fit. Save it as UTF-8.") from error
