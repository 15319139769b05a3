"""The XML of Word files as text: small, in the order in which the schema (ECMA-376) wants it, the same every time."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
# What XML 1.0 cannot hold, not even escaped.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def tag(name: str, /, *inside: str, **attributes: object) -> str:
    """An element; attributes are of Word's own namespace and None is left out: `tag("jc", val="right")`."""
    given = "".join(f' w:{key}="{attribute(value)}"' for key, value in attributes.items() if value is not None)
    content = "".join(inside)
    return f"<w:{name}{given}>{content}</w:{name}>" if content else f"<w:{name}{given}/>"


def attribute(value: object) -> str:
    """A value inside of quotation marks."""
    return escape(possible(str(value)), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def text(value: str) -> str:
    """Text between tags."""
    return escape(possible(value), {"\r": "&#13;"})


def possible(value: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _IMPOSSIBLE.sub("", value)
