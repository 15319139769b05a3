"""Facts that notes announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Event):
    """There is a new note."""

    name: ClassVar[str] = "notes.note.written"
    note_id: UUID
    feature_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class NoteChanged(Event):
    """A note says something else, or is about another feature."""

    name: ClassVar[str] = "notes.note.changed"
    note_id: UUID


@dataclass(frozen=True, kw_only=True)
class NoteDeleted(Event):
    """A note is gone."""

    name: ClassVar[str] = "notes.note.deleted"
    note_id: UUID


ALL = (NoteWritten, NoteChanged, NoteDeleted)
