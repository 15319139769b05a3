"""Shapes of notes."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from openfactory.core.http.schemas import In, Moment, Out, Ref
from pydantic import StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
FeatureId = Annotated[UUID, Ref("feature")]


class WriteNote(In):
    """A new note."""

    text: Text
    feature_id: FeatureId | None = None


class ChangeNote(In):
    """What is not given stays; a null `featureId` makes the note one about the whole project."""

    text: Text | None = None
    feature_id: FeatureId | None = None


class NoteOut(Out):
    """A note."""

    id: UUID
    text: str
    feature_id: UUID | None
    created_at: Moment
    updated_at: Moment


class NoteList(Out):
    """The project's notes, the newest first."""

    notes: list[NoteOut]
    next_cursor: str | None
