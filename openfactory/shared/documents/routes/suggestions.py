"""Suggested edits of documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived
from openfactory.shared.documents.errors import AlreadyDecided, Outdated
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.models import Suggestion
from openfactory.shared.documents.schemas.suggestions import (
    AcceptSuggestion,
    Suggest,
    SuggestionList,
    SuggestionOut,
    SuggestionQuery,
)
from openfactory.shared.documents.service import suggestions

routes = Routes("/<document_id:uuid>/suggestions")


@routes.get("/")
@endpoint(needs="documents.read", query=SuggestionQuery, reply=SuggestionList)
async def list_document_suggestions(
    access: Access, collection: Collection, document_id: UUID, query: SuggestionQuery
) -> Any:
    """List the suggestions for a document, the newest first."""
    found, following = await suggestions.list_suggestions(access, collection, document_id, query)
    return {"suggestions": found, "next_cursor": following}


@routes.post("/")
@endpoint(needs="documents.suggest", body=Suggest, reply=SuggestionOut, status=201, errors=(Archived,))
async def suggest_document_edits(
    access: Access, collection: Collection, document_id: UUID, body: Suggest
) -> Suggestion:
    """Propose edits of a document; nothing changes before a person accepts them."""
    return await suggestions.suggest(access, collection, document_id, body)


@routes.post("/<suggestion_id:uuid>/accept")
@endpoint(
    needs="documents.write",
    body=AcceptSuggestion | None,
    reply=SuggestionOut,
    errors=(Archived, AlreadyDecided, Outdated),
)
async def accept_document_suggestion(
    access: Access,
    collection: Collection,
    document_id: UUID,
    suggestion_id: UUID,
    body: AcceptSuggestion | None,
) -> Suggestion:
    """Make all edits of a suggestion, or some of them, in the document."""
    return await suggestions.accept_suggestion(
        access, collection, document_id, suggestion_id, body.diffs if body else None
    )


@routes.post("/<suggestion_id:uuid>/reject")
@endpoint(needs="documents.write", reply=SuggestionOut, errors=(Archived, AlreadyDecided))
async def reject_document_suggestion(
    access: Access, collection: Collection, document_id: UUID, suggestion_id: UUID
) -> Suggestion:
    """Reject a suggestion for a document."""
    return await suggestions.reject_suggestion(access, collection, document_id, suggestion_id)
