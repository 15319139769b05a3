"""Reviewing a document: its requirements against the rules, and against the project's other requirements."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.requirements import service as requirements
from openfactory.shared.documents.review import review
from openfactory.shared.documents.service import reading


async def review_document(access: Access, collection: Collection, document_id: UUID) -> dict[str, Any]:
    """What the rules find in what the document says now."""
    row = await reading.read_document(access, collection, document_id)
    others = await requirements.others(access, document_id)
    content = reading.text_of(row).content
    findings = await asyncio.to_thread(review, content, others=others)
    return {"findings": findings, "version": row["version"]}
