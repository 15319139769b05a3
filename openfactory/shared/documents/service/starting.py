"""Setting up a project's documents after a template."""

from __future__ import annotations

from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.shared.archiving import require_open
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.models import Document
from openfactory.shared.documents.service.documents import add
from openfactory.shared.documents.service.templates import find_template, parts_of, starters, text_of


async def initialize(access: Access, collection: Collection, template_id: UUID | None) -> list[Document]:
    """Make the documents of a template, all or none. Kinds that need a feature are left out."""
    async with transaction(access) as tx:
        require_open(access)
        content = await find_template(access, collection, template_id)
        parts = starters(collection) if content is None else parts_of(collection, content)
        kinds = [(part, collection.kind(part.type)) for part in parts]
        return [
            await add(tx, collection, kind, part.title, await text_of(part))
            for part, kind in kinds
            if not kind.of_feature
        ]
