"""A volume as a Word file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children, text_blocks
from openfactory.shared.documents.files.docx_writing import front
from openfactory.shared.documents.files.docx_writing.blocks import Blocks, bookmark_name
from openfactory.shared.documents.files.docx_writing.inline import Inline
from openfactory.shared.documents.files.docx_writing.package import Package
from openfactory.shared.documents.files.docx_writing.place import Place
from openfactory.shared.documents.files.docx_writing.styles import styles
from openfactory.shared.documents.files.docx_writing.xml import NAMESPACES
from openfactory.shared.documents.files.outline import Outline, repeats_title, without_title
from openfactory.shared.documents.files.printed import Printed, Volume


def write_docx(volume: Volume) -> bytes:
    """The file. The same volume gives the same bytes; nothing is fetched.

    With a cover: a title page, the contents, and each document on a new page. What `read_docx` reads from the file
    of one document is its content again, but for what Word cannot express. ValueError where there is no document.
    """
    if not volume.documents:
        raise ValueError("there is no document to write")
    package = Package()
    blocks = Blocks(Inline(package))
    body = _bound(volume, blocks) if volume.cover or len(volume.documents) > 1 else _single(volume.documents[0], blocks)
    document = f"<w:document {NAMESPACES}><w:body>{body}{front.section(volume)}</w:body></w:document>"
    parts = {
        "document": document,
        "styles": styles(blocks.used, volume.language),
        "numbering": blocks.numbering.xml(),
        "settings": front.settings(),
        "footer1": front.footer(volume),
    }
    return package.save(parts, volume)


def _single(document: Printed, blocks: Blocks) -> str:
    """One document. A heading that says the title stands for it, so that it is read again."""
    outline = Outline.of(document.content)
    blocks.bookmarks = _slugs([(document.content, outline)])
    nodes = children(document.content)
    if repeats_title(document.content, document.title):
        written = blocks.flow(nodes[:1], Place()) + (front.details(document, blocks) if document.subtitle else "")
        return written + blocks.flow(nodes[1:], Place())
    return front.head(document, None, blocks, new_page=False) + blocks.flow(nodes, Place())


def _bound(volume: Volume, blocks: Blocks) -> str:
    """Many documents as one."""
    contents = [without_title(document.content, document.title) for document in volume.documents]
    outlines = [Outline.of(content) for content in contents]
    top = min((heading.level for outline in outlines for heading in outline.headings), default=1)
    numbers = count(1)
    marks = _slugs(list(zip(contents, outlines, strict=True)))
    entries: list[front.Entry] = []
    titles = []
    for document, outline in zip(volume.documents, outlines, strict=True):
        titles.append(f"_Toc{next(numbers):08}")
        entries.append((titles[-1], document.title, 1))
        for heading in (found for found in outline.headings if found.level == top):
            entries.append((f"_Toc{next(numbers):08}", heading.text, 2))
            marks[id(heading.node)] = [*marks.get(id(heading.node), ()), entries[-1][0]]
    blocks.bookmarks = marks
    written = front.cover(volume.cover, blocks) + front.contents(entries, top, blocks) if volume.cover else ""
    for place, (document, content, title) in enumerate(zip(volume.documents, contents, titles, strict=True)):
        written += front.head(document, title, blocks, new_page=bool(volume.cover) or place > 0)
        written += blocks.flow(children(content), Place())
    return written


def _slugs(documents: Sequence[tuple[Node, Outline]]) -> dict[int, Sequence[str]]:
    """Bookmarks for the headings that a `#…` link leads to: in a file the name of each is its own."""
    found: dict[str, int] = {}
    for content, outline in documents:
        for slug in _linked(content) & outline.by_slug.keys():
            if name := bookmark_name(slug):
                found.setdefault(name, id(outline.by_slug[slug].node))
    return {identity: [name] for name, identity in found.items()}


def _linked(content: Node) -> set[str]:
    """The places in this document that its links name."""
    marks = (m for _, block in text_blocks(content) for node in children(block) for m in node.get("marks", ()))
    addresses = (mark["attrs"]["href"] for mark in marks if mark["type"] == "link")
    return {address[1:] for address in addresses if address.startswith("#")}
