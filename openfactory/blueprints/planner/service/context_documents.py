"""A context pack's documents: first the parts that a work order comes from, then the rest of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.context.items import ContextItem, Cut, Rank, Ranked
from openfactory.blueprints.planner.context.markdown import of_blocks
from openfactory.blueprints.planner.context.packing import BYTES_PER_TOKEN
from openfactory.blueprints.planner.extraction.parts import Finder, Part
from openfactory.blueprints.planner.service.states import parts_of
from openfactory.core.access import Access
from openfactory.core.db.queries import as_uuid
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children
from openfactory.shared.documents.kinds import collections
from openfactory.shared.documents.texts import Text
from openfactory.shared.json_values import decoded

LARGEST = 8_000_000  # characters of JSON that are read for one pack

Row = Mapping[str, Any]


def visible_documents(access: Access, connections: Iterable[Row]) -> list[Row]:
    """Connections that lead to documents which the caller may see."""
    nouns = {collection.noun for collection in collections() if access.may(collection.reading)}
    return [row for row in connections if row["entity_type"] in nouns and row["size"] is not None]


def readable(connections: Sequence[Row]) -> tuple[list[Row], list[Cut]]:
    """As many of the documents as can be read for one pack, sources first; and what is too large for that."""
    kept, cut, left = [], [], LARGEST
    for row in sorted(connections, key=lambda row: (row["source_id"] is None, str(row["id"]))):
        if row["size"] <= left:
            kept.append(row)
            left -= row["size"]
        else:
            tokens = int(row["size"]) // BYTES_PER_TOKEN
            cut.append(Cut(row["entity_type"], str(row["entity_id"]), row["label"], tokens, "too_large"))
    return kept, cut


def document_items(connections: Sequence[Row], documents: Sequence[Row]) -> list[Ranked]:
    """Items of the documents. It takes its time for long ones."""
    rows = {as_uuid(row["id"]): row for row in documents}
    found: dict[UUID | None, list[Ranked]] = {}
    for connection in connections:
        entity_id = as_uuid(connection["entity_id"])
        row = rows.get(entity_id)
        if row is not None and not row["deleted"] and entity_id not in found:
            found[entity_id] = list(_of_document(connection, row))
    return [one for items in found.values() for one in items]


def _of_document(connection: Row, row: Row) -> Iterator[Ranked]:
    content = Text.stored(row["content"], row["diagram_source"]).printed()
    blocks, kind, document_id = children(content), connection["entity_type"], str(row["id"])
    parts = parts_of(decoded(connection["confirmed"])["parts"]) if connection["confirmed"] else []
    told: set[int] = set()
    ranges = _ranges(content, [part for part in parts if part.path])
    for number, (title, start, end) in enumerate(ranges):
        fresh = [blocks[index] for index in range(start, end) if index not in told]
        told.update(range(start, end))
        if markdown := of_blocks(fresh):
            item = _item("source", f"{document_id}#{number + 1}", f"{row['title']} › {title}", markdown)
            yield Ranked(Rank.SOURCES, item, number)
    rest = [block for index, block in enumerate(blocks) if index not in told]
    if markdown := of_blocks(rest):
        title = f"{row['title']} (the rest)" if told else row["title"]
        yield Ranked(Rank.DOCUMENTS, _item(kind, document_id, title, markdown), bulky=True)


def _ranges(content: Node, parts: Iterable[Part]) -> list[tuple[str, int, int]]:
    """Titles and blocks of the sections that the parts are, or stand in, each section once."""
    finder = Finder(content)
    found: dict[tuple[int, int], str] = {}
    for part in parts:
        section = finder.section(finder.find(part))
        if section is not None:
            end = section.own_end if part.own else section.end
            found.setdefault((section.body, end), " › ".join(section.path))
    return [(title, start, end) for (start, end), title in found.items()]


def _item(kind: str, item_id: str, title: str, markdown: str) -> ContextItem:
    return ContextItem(kind=kind, id=item_id, title=title, markdown=markdown, trust="team")
