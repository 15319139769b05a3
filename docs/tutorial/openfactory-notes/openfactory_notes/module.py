"""The notes module: what it brings and what it needs."""

from __future__ import annotations

from openfactory.core.access import Permission
from openfactory.core.db.tables import Tables
from openfactory.core.modules.module import Module
from openfactory.core.subjects import Subject, register_subject

from openfactory_notes import events
from openfactory_notes.models import Note
from openfactory_notes.routes import routes
from openfactory_notes.settings import NotesSettings

notes = Module(
    "notes",
    summary="Notes in projects",
    prefix="/api/projects/<project_id:uuid>/notes",
    requires=("projects",),
    routes=(routes,),
    tables=(Tables("notes", "openfactory_notes.models", "openfactory_notes.migrations"),),
    permissions=(
        Permission("notes.read", "Read notes.", scopes=frozenset({"project:read", "project:write"})),
        Permission("notes.write", "Write, change and delete notes.", scopes=frozenset({"project:write"})),
    ),
    events=events.ALL,
    settings=NotesSettings,
    commands="openfactory_notes.commands:notes",
)

register_subject(
    Subject(
        kind="note",
        load=Note.require,
        title=lambda note: note.text[:80],
        path=lambda note: f"/api/projects/{note.project_id}/notes/{note.id}",
        needs="notes.read",
        text=lambda note: note.text,
    )
)
