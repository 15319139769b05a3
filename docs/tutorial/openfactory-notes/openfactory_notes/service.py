"""Everything that can be done with notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from openfactory.blueprints.projects.api import lock_project, read_feature
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.changes import apply_changes
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.http.pages import Page, cut, read_cursor

from openfactory_notes.errors import TooManyNotes
from openfactory_notes.events import NoteChanged, NoteDeleted, NoteWritten
from openfactory_notes.models import Note
from openfactory_notes.schemas import ChangeNote, WriteNote

_LAST = UUID(int=2**128 - 1)
_LIST = Query(
    "notes.list",
    'SELECT n.id, n.text, n.feature_id AS "featureId", '
    '@time(n.created_at) AS "createdAt", @time(n.updated_at) AS "updatedAt" '
    "FROM notes_notes n WHERE n.project_id = :project_id AND n.deleted_at IS NULL AND n.id < :before "
    "ORDER BY n.id DESC LIMIT :most",
)


async def write_note(access: Access, wanted: WriteNote, *, most: int) -> Note:
    """Write a note, where the project has fewer than `most`."""
    async with transaction(access) as tx:
        await lock_project(access)  # writers queue here, so that two of them cannot both write the last one
        if wanted.feature_id is not None:
            await read_feature(access, wanted.feature_id)
        if await Note.visible_to(access).count() >= most:
            raise TooManyNotes(f"a project may have {most} notes")
        note = await Note.create(project_id=access.project, text=wanted.text, feature_id=wanted.feature_id)
        tx.emit(NoteWritten(note_id=note.id, feature_id=note.feature_id))
    return note


async def list_notes(access: Access, page: Page) -> tuple[Sequence[dict[str, Any]], str | None]:
    """The project's notes, the newest first, and the cursor of the next page."""
    (before,) = read_cursor(page.cursor, tuple[UUID]) or (_LAST,)
    rows = await _LIST.rows(project_id=access.project, before=before, most=page.limit + 1)
    return cut(rows, page.limit, lambda row: (row["id"],))


async def read_note(access: Access, note_id: UUID) -> Note:
    """A note of the project, or 404."""
    return await Note.require(access, note_id)


async def change_note(access: Access, note_id: UUID, wanted: ChangeNote) -> Note:
    """Change what a note says or what it is about."""
    async with transaction(access) as tx:
        await lock_project(access)
        note = await Note.require_current(access, note_id)
        if wanted.feature_id is not None:
            await read_feature(access, wanted.feature_id)
        if changes := apply_changes(note, wanted, clearable={"feature_id"}):
            await note.save(update_fields=["text", "feature_id"])
            tx.emit(NoteChanged(note_id=note.id, changes=changes))
    return note


async def delete_note(access: Access, note_id: UUID) -> None:
    """Delete a note."""
    async with transaction(access) as tx:
        await lock_project(access)
        note = await Note.require_current(access, note_id)
        note.deleted_at = clock.now()
        await note.save(update_fields=["deleted_at"])
        tx.emit(NoteDeleted(note_id=note.id))
