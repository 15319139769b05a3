"""Giving a document another text: the one way in which what it says changes, whoever asks for it."""

from __future__ import annotations

from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.shared.documents import events
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.models import Content, Document
from openfactory.shared.documents.requirements import service as requirements
from openfactory.shared.documents.schemas.documents import PutContent
from openfactory.shared.documents.service import history
from openfactory.shared.documents.service.writing import given_text
from openfactory.shared.documents.texts import Text
from openfactory.shared.search import service as search


async def put_content(access: Access, collection: Collection, document_id: UUID, wanted: PutContent) -> None:
    """Let the document say something else."""
    given = await given_text(wanted)
    assert given is not None
    async with transaction(access) as tx:
        document = await collection.require_current(access, document_id)
        row = await _content(access, document)
        text = given.with_diagram(row.diagram_source)
        await put_text(tx, collection, document, text, summary=wanted.change_summary, row=row)


async def read_text(access: Access, document: Document) -> Text:
    """What the document says now."""
    row = await _content(access, document)
    return Text.stored(row.content, row.diagram_source)


async def _content(access: Access, document: Document) -> Content:
    return await Content.visible_to(access).get(document_id=document.id)


async def put_text(
    tx: Transaction,
    collection: Collection,
    document: Document,
    text: Text,
    *,
    summary: str | None,
    row: Content | None = None,
) -> None:
    """Store the text as the document's next version, in an open transaction that has locked the document.

    A text that the document has already is no new version. `row` is the present content, where it has been read.
    """
    access = tx.access
    content = row or await _content(access, document)
    if content.digest == text.digest:
        return
    content.content, content.diagram_source, content.digest = text.encoded.decode(), text.diagram, text.digest
    await content.save(update_fields=["content", "diagram_source", "digest"])
    document.last_version += 1
    await document.save(update_fields=["last_version"])
    await history.keep(access, document, text, document.last_version, summary)
    found = await requirements.sync(access, collection, document, text)
    await search.put(access, collection.noun, document.id, document.title, text.plain)
    edited = collection.event(events.Edited)
    tx.emit(
        edited(
            document_id=document.id,
            type=document.type,
            title=document.title,
            version_number=document.last_version,
            content_hash=text.digest,
            summary=summary,
            added=found.added,
            reworded=found.reworded,
            removed=found.removed,
        )
    )
