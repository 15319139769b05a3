"""Documents and the features they are about: they follow a feature's name, and outlive it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.access.references import check_reference
from openfactory.core.db.transactions import Transaction
from openfactory.core.errors import NotFound
from openfactory.shared.counting import count as _count
from openfactory.shared.documents import events
from openfactory.shared.documents.errors import FeatureTaken
from openfactory.shared.documents.kinds import collection_of
from openfactory.shared.documents.models import Document
from openfactory.shared.documents.service.editing import read_text
from openfactory.shared.search import service as search


async def count(access: Access, change: int) -> None:
    """Tell the project that it has so many documents more (or less)."""
    await _count("document", access.project, change)


async def follow_name(tx: Transaction, feature_id: UUID, old: str, new: str) -> None:
    """Name the feature's documents as it is named now. Titles that hold the old name get the new one."""
    for document in await Document.deleted_too(tx.access).filter(feature_id=feature_id).select_for_update():
        title = renamed(document.title, old, new)
        changes = {"title": {"old": document.title, "new": title}} if title != document.title else None
        document.feature_name, document.title = new, title
        await document.save(update_fields=["feature_name", "title"])
        collection = collection_of(document)
        if changes and collection and document.deleted_at is None:
            changed = collection.event(events.Changed)
            tx.emit(changed(document_id=document.id, type=document.type, title=title, changes=changes))
            text = await read_text(tx.access, document)
            await search.put(tx.access, collection.noun, document.id, title, text.plain)


def renamed(title: str, old: str, new: str) -> str:
    """The title with the old name, where it stands in it as words of its own, replaced by the new one."""
    pattern = rf"(?<!\w){re.escape(old)}(?!\w)"
    found = re.sub(pattern, lambda _: new, title, flags=re.IGNORECASE)
    return found if len(found) <= 200 else title


async def let_go(tx: Transaction, feature_ids: Iterable[UUID]) -> None:
    """Documents of deleted features stay, and are about none."""
    rows = Document.deleted_too(tx.access).filter(feature_id__in=list(feature_ids)).select_for_update()
    for document in await rows:
        document.feature_id = document.feature_name = None
        await document.save(update_fields=["feature_id", "feature_name"])


async def check_free(access: Access, document: Document) -> None:
    """Refuse to bring back a document whose feature has got another one of its kind meanwhile."""
    if document.feature_id is None:
        return
    if await Document.visible_to(access).filter(feature_id=document.feature_id, type=document.type).exists():
        raise FeatureTaken
    try:
        await check_reference(access, "feature", document.feature_id, pointer="")
    except NotFound:
        document.feature_id = document.feature_name = None
