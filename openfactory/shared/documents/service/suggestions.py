"""Suggestions: proposed by anybody who may, people and agents; accepted in whole or in part, or rejected, by people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Denied, Fault, Invalid, NotFound
from openfactory.core.http.pages import cut, read_cursor
from openfactory.shared.archiving import require_open
from openfactory.shared.documents import events
from openfactory.shared.documents.content import patching
from openfactory.shared.documents.content.text import children
from openfactory.shared.documents.errors import AlreadyDecided, Outdated
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.models import Document, Suggestion, SuggestionStatus
from openfactory.shared.documents.schemas.suggestions import Suggest, SuggestDiff, SuggestionQuery
from openfactory.shared.documents.service.editing import put_text, read_text
from openfactory.shared.documents.texts import Text

_NEWEST = UUID(int=2**128 - 1)


async def list_suggestions(
    access: Access, collection: Collection, document_id: UUID, query: SuggestionQuery
) -> tuple[Sequence[Suggestion], str | None]:
    """The document's suggestions, the newest first."""
    await collection.require(access, document_id)
    (before,) = read_cursor(query.cursor, tuple[UUID]) or (_NEWEST,)
    found = Suggestion.visible_to(access).filter(document_id=document_id, id__lt=before)
    if query.status is not None:
        found = found.filter(status=query.status)
    rows = await found.select_related("created_by", "decided_by").order_by("-id").limit(query.limit + 1)
    return cut(rows, query.limit, lambda row: (row.id,))


async def suggest(access: Access, collection: Collection, document_id: UUID, wanted: Suggest) -> Suggestion:
    """Propose edits. Each must fit what the document says now."""
    async with transaction(access) as tx:
        require_open(access)
        document = await collection.require(access, document_id)
        blocks = children((await read_text(access, document)).content)
        diffs = [_planned(blocks, diff, number) for number, diff in enumerate(wanted.diffs)]
        suggestion = await Suggestion.create(
            project_id=access.project,
            document_id=document.id,
            agent_type=wanted.agent_type,
            diffs=diffs,
            created_by_id=access.caller.user_id,
            author_kind=access.caller.actor_kind,
        )
        proposed = collection.event(events.SuggestionProposed)
        tx.emit(proposed(**_about(document, suggestion), agent_type=wanted.agent_type, count=len(diffs)))
    return await _read(access, suggestion.id)


def _planned(blocks: list[Any], wanted: SuggestDiff, number: int) -> dict[str, Any]:
    try:
        edit = patching.plan(blocks, wanted.section_path, wanted.operation, wanted.old_content, wanted.new_content)
    except patching.NoPlace as error:
        pointer = f"/body/diffs/{number}/{error.field}"
        raise Invalid(str(error), faults=[Fault(pointer, str(error), "no_place")]) from None
    except ValueError as error:
        raise Invalid.at(f"/body/diffs/{number}", str(error), code="markdown") from None
    said = wanted.model_dump(by_alias=True)
    return {"id": str(number + 1), **said, "accepted": None, "edit": patching.stored(edit)}


async def accept_suggestion(
    access: Access, collection: Collection, document_id: UUID, suggestion_id: UUID, diff_ids: Sequence[str] | None
) -> Suggestion:
    """Make all of its edits, or those of some ids: all of these or, where one no longer fits, none."""
    async with transaction(access) as tx:
        document, suggestion = await _open(access, collection, document_id, suggestion_id)
        chosen = _chosen(suggestion, diff_ids)
        text = await read_text(access, document)
        content = _edited(children(text.content), suggestion.diffs, chosen)
        partially = len(chosen) < len(suggestion.diffs)
        status = SuggestionStatus.PARTIALLY_ACCEPTED if partially else SuggestionStatus.ACCEPTED
        await _decide(access, suggestion, status, chosen)
        accepted = collection.event(events.SuggestionAccepted)
        tx.emit(accepted(**_about(document, suggestion), diff_ids=sorted(chosen), partially=partially))
        await put_text(tx, collection, document, Text.of(content, text.diagram), summary="Accepted a suggestion")
    return await _read(access, suggestion.id)


async def reject_suggestion(
    access: Access, collection: Collection, document_id: UUID, suggestion_id: UUID
) -> Suggestion:
    """Take none of its edits."""
    async with transaction(access) as tx:
        document, suggestion = await _open(access, collection, document_id, suggestion_id)
        await _decide(access, suggestion, SuggestionStatus.REJECTED, set())
        tx.emit(collection.event(events.SuggestionRejected)(**_about(document, suggestion)))
    return await _read(access, suggestion.id)


async def _open(
    access: Access, collection: Collection, document_id: UUID, suggestion_id: UUID
) -> tuple[Document, Suggestion]:
    """A suggestion that a person may decide on now, and its document."""
    if access.caller.kind == "api_key":
        raise Denied("a person decides on suggestions: an API key cannot do it")
    document = await collection.require_current(access, document_id)
    suggestion = await Suggestion.require(access, suggestion_id, lock=True)
    if suggestion.document_id != document.id:
        raise NotFound
    if suggestion.status is not SuggestionStatus.PENDING:
        raise AlreadyDecided(f"the suggestion is {suggestion.status.value.replace('_', ' ')}")
    return document, suggestion


def _chosen(suggestion: Suggestion, wanted: Sequence[str] | None) -> set[str]:
    known = {diff["id"] for diff in suggestion.diffs}
    chosen = known if wanted is None else set(wanted)
    if unknown := sorted(chosen - known):
        raise Invalid.at("/body/diffs", f"the suggestion has no edits {', '.join(unknown)}", code="unknown_diff")
    return chosen


def _edited(blocks: list[Any], diffs: list[dict[str, Any]], chosen: set[str]) -> dict[str, Any]:
    misfits = []
    for diff in diffs:
        if diff["id"] in chosen:
            try:
                blocks = patching.apply(blocks, patching.load(diff["edit"]))
            except patching.NoPlace:
                misfits.append(diff["id"])
    if misfits:
        raise Outdated(f"these edits no longer fit: {', '.join(misfits)}", diffIds=misfits)
    return {"type": "doc", "content": blocks}


async def _decide(access: Access, suggestion: Suggestion, status: SuggestionStatus, chosen: set[str]) -> None:
    suggestion.status, suggestion.decided_at = status, clock.now()
    suggestion.decided_by_id = access.caller.user_id
    suggestion.diffs = [{**diff, "accepted": diff["id"] in chosen} for diff in suggestion.diffs]
    await suggestion.save(update_fields=["status", "decided_at", "decided_by_id", "diffs"])


async def _read(access: Access, suggestion_id: UUID) -> Suggestion:
    return await Suggestion.visible_to(access).select_related("created_by", "decided_by").get(id=suggestion_id)


def _about(document: Document, suggestion: Suggestion) -> dict[str, Any]:
    return {"suggestion_id": suggestion.id, "document_id": document.id, "type": document.type}
