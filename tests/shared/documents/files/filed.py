"""Contents in short, images, and Word files as other programs write them."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

from openfactory.shared.documents.content.schema import canonical
from openfactory.shared.documents.files.docx_reading import read_docx
from openfactory.shared.documents.files.docx_writing import write_docx
from openfactory.shared.documents.files.printed import Printed, Volume

Block = dict[str, Any]
LOREM = "The crew leader sees the order on the tablet within thirty seconds and confirms that it has been read. "
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{_OFFICE}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def text(value: str, *marks: str | Block) -> Block:
    return {"type": "text", "text": value, "marks": [{"type": m} if isinstance(m, str) else m for m in marks]}


def link(href: str, title: str | None = None) -> Block:
    return {"type": "link", "attrs": {"href": href, "title": title}}


def node(kind: str, *content: Block, **attrs: Any) -> Block:
    return {"type": kind, "attrs": attrs, "content": list(content)}


def p(*content: str | Block) -> Block:
    return node("paragraph", *(text(part) if isinstance(part, str) else part for part in content))


def h(level: int, *content: str | Block) -> Block:
    return {**p(*content), "type": "heading", "attrs": {"level": level}}


def items(kind: str, *entries: str | list[Block], **attrs: Any) -> Block:
    """A list; an item is a text or its blocks."""
    made = [node("listItem", *(entry if isinstance(entry, list) else [p(entry)])) for entry in entries]
    return node(kind, *made, **attrs)


def ul(*entries: str | list[Block]) -> Block:
    return items("bulletList", *entries)


def ol(*entries: str | list[Block], start: int = 1) -> Block:
    return items("orderedList", *entries, start=start)


def tasks(*entries: tuple[bool, str | list[Block]]) -> Block:
    made = [
        node("taskItem", *(blocks if isinstance(blocks, list) else [p(blocks)]), checked=done)
        for done, blocks in entries
    ]
    return node("taskList", *made)


def code(value: str, language: str | None = None) -> Block:
    return node("codeBlock", *([text(value)] if value else []), language=language)


def quote(*blocks: Block) -> Block:
    return node("blockquote", *blocks)


def cell(*blocks: str | Block, header: bool = False, **attrs: Any) -> Block:
    made = [p(block) if isinstance(block, str) else block for block in blocks]
    return node("tableHeader" if header else "tableCell", *made, **attrs)


def table(*rows: list[Block | str], head: bool = True) -> Block:
    """A table; texts in its first row are headers."""
    return node(
        "table",
        *(
            node("tableRow", *(c if isinstance(c, dict) else cell(c, header=head and not place) for c in row))
            for place, row in enumerate(rows)
        ),
    )


def image(src: str, **attrs: Any) -> Block:
    return node("image", src=src, **attrs)


def doc(*blocks: Block) -> Block:
    return canonical({"type": "doc", "content": list(blocks)})


def picture_address(width: int = 40, height: int = 20, kind: str = "png", mode: str = "RGB") -> str:
    """An image as a data: address."""
    written = io.BytesIO()
    Image.new(mode, (width, height), (70, 130, 180)[: len(mode)] if mode != "RGBA" else (70, 130, 180, 90)).save(
        written, kind
    )
    return f"data:image/{kind};base64,{base64.b64encode(written.getvalue()).decode()}"


def bomb_address() -> str:
    """A PNG of 120 bytes that says it has 900 million pixels."""
    size = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", size), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def volume(*blocks: Block, title: str = "Pumps", subtitle: tuple[str, ...] = ("Requirements", "Version 3")) -> Volume:
    """One document."""
    return Volume([Printed(title, doc(*blocks), subtitle)])


def again(*blocks: Block) -> Block:
    """What is read from the Word file of these blocks."""
    return read_docx(write_docx(volume(*blocks)))


def word_file(
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    relations: dict[str, tuple[str, str, bool]] | None = None,
    files: dict[str, bytes | str] | None = None,
) -> bytes:
    """A .docx file with this body. `relations`: type, target and whether it is outside, by id."""
    given = {
        "rIdS": ("styles", "styles.xml", False),
        "rIdN": ("numbering", "numbering.xml", False),
        **(relations or {}),
    }
    listed = "".join(_relation(id_, *relation) for id_, relation in given.items())
    root = _relation("rId1", "officeDocument", "word/document.xml", False)
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">{root}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>",
        **(files or {}),
    }
    return zipped(parts)


def _relation(id_: str, kind: str, target: str, outside: bool) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{id_}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'


def zipped(parts: dict[str, bytes | str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()


def wp(value: str, properties: str = "", run: str = "") -> str:
    """A paragraph of Word's."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{wr(value, run)}</w:p>"


def wr(value: str, properties: str = "") -> str:
    """A run of Word's."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{value}</w:t></w:r>'


def style(name: str, id_: str, based: str | None = None, properties: str = "", kind: str = "paragraph") -> str:
    """A style of Word's."""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{id_}"><w:name w:val="{name}"/>{base}{properties}</w:style>'


def read(body: str, **given: Any) -> list[Block]:
    """The blocks that are read from a Word file with this body."""
    blocks: list[Block] = read_docx(word_file(body, **given)).get("content", [])
    return blocks
