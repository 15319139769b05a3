"""Paragraphs that are code."""

from __future__ import annotations

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.files.docx_reading.inline import Text
from openfactory.shared.documents.files.docx_reading.styles import ParagraphStyle
from openfactory.shared.documents.files.docx_reading.tree import Block
from openfactory.shared.documents.files.docx_reading.xml import Element, every

_MARK = "_Code"  # how a bookmark begins that is at the start of each code block written here


def code_block(element: Element, style: ParagraphStyle, text: Text, *, by_font: bool) -> Block | None:
    """The code of a paragraph by its style; with `by_font` also of one whose text is all in a monospaced font."""
    lines = "".join(_text(node) for node in text.nodes)
    if not style.is_code and not (by_font and text.all_code):
        return None
    begins = any((mark.get("w:name") or "").startswith(_MARK) for mark in every(element, "w:bookmarkStart"))
    node: Node = {
        "type": "codeBlock",
        "attrs": {"language": style.language[:60] if style.language else None},
        "content": [{"type": "text", "text": lines}],
    }
    return Block(node, goes_on=not begins)


def _text(node: Node) -> str:
    if node["type"] == "hardBreak":
        return "\n"
    attributes = node.get("attrs", {})
    return str(node.get("text") or attributes.get("label") or attributes.get("alt") or "")
