"""Notes over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec
from openfactory.core.access import Access
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.pages import Page
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

from openfactory_notes import service
from openfactory_notes.errors import TooManyNotes
from openfactory_notes.models import Note
from openfactory_notes.schemas import ChangeNote, NoteList, NoteOut, WriteNote
from openfactory_notes.settings import NotesSettings

routes = Routes()


@routes.get("/")
@endpoint(needs="notes.read", query=Page, reply=NoteList, trusted=True)
async def list_notes(access: Access, query: Page) -> bytes:
    """List the project's notes, the newest first."""
    rows, following = await service.list_notes(access, query)
    return msgspec.json.encode({"notes": rows, "nextCursor": following})


@routes.post("/")
@endpoint(
    needs="notes.write",
    body=WriteNote,
    reply=NoteOut,
    status=201,
    versioned=True,
    errors=(Archived, TooManyNotes),
)
async def write_note(access: Access, body: WriteNote, context: Context) -> Note:
    """Write a note, about a feature or about the whole project."""
    return await service.write_note(access, body, most=context.settings.section(NotesSettings).most)


@routes.get("/<note_id:uuid>")
@endpoint(needs="notes.read", reply=NoteOut, versioned=True)
async def read_note(access: Access, note_id: UUID) -> Note:
    """Give a note."""
    return await service.read_note(access, note_id)


@routes.patch("/<note_id:uuid>")
@endpoint(needs="notes.write", body=ChangeNote, reply=NoteOut, versioned=True, errors=(Archived,))
async def change_note(access: Access, note_id: UUID, body: ChangeNote) -> Note:
    """Change what a note says, or the feature it is about."""
    return await service.change_note(access, note_id, body)


@routes.delete("/<note_id:uuid>")
@endpoint(needs="notes.write", errors=(Archived,))
async def delete_note(access: Access, note_id: UUID) -> None:
    """Delete a note."""
    await service.delete_note(access, note_id)
