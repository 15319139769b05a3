"""Creating, changing, deleting and restoring documents. Makers of one project's documents queue at its ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.access.references import check_reference
from openfactory.core.changes import apply_changes
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.core.errors import Conflict, Invalid, NotFound
from openfactory.core.http.schemas import In
from openfactory.shared.accounts.slugs import another, slug_of
from openfactory.shared.archiving import require_open
from openfactory.shared.documents import events, ledger
from openfactory.shared.documents.errors import FeatureTaken
from openfactory.shared.documents.kinds import Collection, Kind
from openfactory.shared.documents.models import Content, Document
from openfactory.shared.documents.requirements import service as requirements
from openfactory.shared.documents.schemas.documents import ChangeDocument, CreateDocument
from openfactory.shared.documents.service import features
from openfactory.shared.documents.service.editing import put_text, read_text
from openfactory.shared.documents.service.templates import beginning
from openfactory.shared.documents.service.writing import given_text
from openfactory.shared.documents.texts import NOTHING, Text
from openfactory.shared.search import service as search

_LAST = Query(
    "documents.last_place",
    "SELECT COALESCE(MAX(sort_order), -1) AS place FROM documents_documents "
    "WHERE project_id = :project_id AND collection = :collection AND deleted_at IS NULL",
)
_MAKE_ROOM = Query(
    "documents.make_room",
    "UPDATE documents_documents SET sort_order = sort_order + 1 WHERE project_id = :project_id "
    "AND collection = :collection AND sort_order >= :place AND deleted_at IS NULL AND EXISTS ("
    "SELECT 1 FROM documents_documents o WHERE o.project_id = :project_id AND o.collection = :collection "
    "AND o.sort_order = :place AND o.id <> :document_id AND o.deleted_at IS NULL)",
)


async def create_document(access: Access, collection: Collection, wanted: CreateDocument) -> Document:
    """Make a document of one of the collection's kinds; without a text it begins with the template's."""
    require_open(access)
    kind = _kind(collection, wanted)
    given = await given_text(wanted)
    async with transaction(access) as tx:
        text = await beginning(access, collection, kind, wanted.template, given)
        if wanted.diagram_source is not None:
            text = text.with_diagram(wanted.diagram_source)
        return await add(tx, collection, kind, wanted.title, text, feature_id=wanted.feature_id)


async def add(
    tx: Transaction, collection: Collection, kind: Kind, title: str, text: Text, *, feature_id: UUID | None = None
) -> Document:
    """Make a document with a text, in an open transaction."""
    access = tx.access
    await features.count(access, 1)
    await ledger.hold(access)
    feature_name = await _feature_name(access, kind, feature_id) if feature_id else None
    document = await Document.create(
        project_id=access.project,
        collection=collection.module,
        type=kind.name,
        title=title,
        slug=await _free_slug(access, collection, title),
        feature_id=feature_id,
        feature_name=feature_name,
        sort_order=await _next_place(access, collection),
        created_by_id=access.caller.user_id,
    )
    await Content.create(
        project_id=access.project, document_id=document.id, content=NOTHING.encoded.decode(), digest=""
    )
    created = collection.event(events.Created)
    tx.emit(created(document_id=document.id, type=kind.name, title=title, feature_id=feature_id))
    await put_text(tx, collection, document, text, summary=None)
    return document


def _kind(collection: Collection, wanted: CreateDocument) -> Kind:
    kind = collection.kind(wanted.type)
    if kind.of_feature and wanted.feature_id is None:
        raise Invalid.at("/body/featureId", f"a {kind.title.lower()} document needs a feature", code="missing")
    if wanted.diagram_source is not None and kind.diagram is None:
        raise Invalid.at("/body/diagramSource", f"a {kind.title.lower()} document has no diagram", code="no_diagram")
    return kind


async def _feature_name(access: Access, kind: Kind, feature_id: UUID) -> str:
    """The feature's name; 404 for a feature that is not here, 409 where it has a document of the kind."""
    feature: Any = await check_reference(access, "feature", feature_id, pointer="/body/featureId")
    if await Document.visible_to(access).filter(feature_id=feature_id, type=kind.name).exists():
        raise FeatureTaken
    return str(feature.name)


async def _free_slug(access: Access, collection: Collection, title: str) -> str:
    slug = slug_of(title, collection.noun)
    taken = await Document.visible_to(access).filter(collection=collection.module, slug=slug).exists()
    return another(slug) if taken else slug


async def _next_place(access: Access, collection: Collection) -> int:
    row = await _LAST.one(project_id=access.project, collection=collection.module)
    assert row is not None
    return int(row["place"]) + 1


async def change_document(access: Access, collection: Collection, document_id: UUID, wanted: ChangeDocument) -> None:
    """Change title or place; a new diagram is a new version of the document."""
    async with transaction(access) as tx:
        document = await collection.require_current(access, document_id)
        kind = collection.kind(document.type)
        if wanted.sort_order not in (None, document.sort_order):
            where = {"project_id": access.project, "collection": collection.module}
            await _MAKE_ROOM.run(**where, place=wanted.sort_order, document_id=document.id)
        changes = apply_changes(document, _Names(**wanted.model_dump(include=_NAMES & wanted.model_fields_set)))
        if changes:
            await document.save(update_fields=["title", "sort_order"])
            changed = collection.event(events.Changed)
            about: dict[str, Any] = {"document_id": document.id, "type": document.type, "title": document.title}
            tx.emit(changed(**about, changes=changes))
        text = await read_text(access, document)
        if "diagram_source" in wanted.model_fields_set and wanted.diagram_source != text.diagram:
            if kind.diagram is None:
                message = f"a {kind.title.lower()} document has no diagram"
                raise Invalid.at("/body/diagramSource", message, code="no_diagram")
            await put_text(tx, collection, document, text.with_diagram(wanted.diagram_source), summary=None)
        elif "title" in changes:
            await search.put(access, collection.noun, document.id, document.title, text.plain)


class _Names(In):
    title: str | None = None
    sort_order: int | None = None


_NAMES = {"title", "sort_order"}


async def delete_document(access: Access, collection: Collection, document_id: UUID) -> None:
    """Put a document out of reach; it can be restored. Its requirements are gone meanwhile, their keys kept."""
    async with transaction(access) as tx:
        require_open(access)
        await features.count(access, -1)
        document = await collection.require_current(access, document_id)
        document.deleted_at = clock.now()
        await document.save(update_fields=["deleted_at"])
        await requirements.remove_all(access, document)
        await search.forget(access, collection.noun, [document.id])
        deleted = collection.event(events.Deleted)
        tx.emit(deleted(document_id=document.id, type=document.type, title=document.title))


async def restore_document(access: Access, collection: Collection, document_id: UUID) -> None:
    """Bring back a deleted document. To restore one that is there changes nothing."""
    async with transaction(access) as tx:
        require_open(access)
        if await _is_there(access, collection, document_id):
            return
        await features.count(access, 1)
        await ledger.hold(access)
        document = await _lock_deleted(access, collection, document_id)
        await features.check_free(access, document)
        if await Document.visible_to(access).filter(collection=collection.module, slug=document.slug).exists():
            document.slug = another(document.slug)
        document.deleted_at = None
        await document.save(update_fields=["deleted_at", "slug", "feature_id", "feature_name"])
        text = await read_text(access, document)
        await requirements.sync(access, collection, document, text)
        await search.put(access, collection.noun, document.id, document.title, text.plain)
        restored = collection.event(events.Restored)
        tx.emit(restored(document_id=document.id, type=document.type, title=document.title))


async def _is_there(access: Access, collection: Collection, document_id: UUID) -> bool:
    return await Document.visible_to(access).filter(id=document_id, collection=collection.module).exists()


async def _lock_deleted(access: Access, collection: Collection, document_id: UUID) -> Document:
    rows = Document.deleted_too(access).filter(id=document_id, collection=collection.module)
    document = await rows.select_for_update().first()
    if document is None:
        raise NotFound
    if document.deleted_at is None:
        raise Conflict("somebody else has just restored it")
    return document
