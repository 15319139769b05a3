"""Suggested edits."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Out
from openfactory.shared.documents.models import SuggestionStatus
from openfactory.shared.documents.schemas.documents import PersonOut

Passage = Annotated[str, StringConstraints(max_length=200_000)]
Heading = Annotated[str, StringConstraints(max_length=500)]


class SuggestDiff(In):
    """One edit. Passages are Markdown.

    `sectionPath` names headings, outermost first; empty stands for the whole document. In that section
    `replace` puts `newContent` where `oldContent` is (some blocks, or a piece of one), or in the place of all
    that is below the heading; `delete` takes out `oldContent`, or the section with its heading; `insert` puts
    `newContent` behind `oldContent`, or at the section's end.
    """

    section_path: Annotated[list[Heading], Field(max_length=10)] = []
    operation: Literal["insert", "replace", "delete"]
    old_content: Passage | None = None
    new_content: Passage | None = None
    explanation: Annotated[str, StringConstraints(max_length=2000)] | None = None


class Suggest(In):
    """Edits that belong together."""

    diffs: Annotated[
        list[SuggestDiff],
        Field(min_length=1, max_length=100, examples=[[{"operation": "insert", "newContent": "A new paragraph."}]]),
    ]
    agent_type: Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z][a-z0-9_-]*$")] | None = Field(
        default=None, examples=["refinery"]
    )


class AcceptSuggestion(In):
    """All of its edits, or those of these ids."""

    diffs: Annotated[list[str], Field(min_length=1, max_length=100, examples=[["1"]])] | None = None


class SuggestionQuery(Page):
    """Which suggestions."""

    status: SuggestionStatus | None = None


class DiffOfSuggestion(Out):
    """One edit of a suggestion; `accepted` is null until somebody has decided."""

    id: str
    section_path: list[str]
    operation: Literal["insert", "replace", "delete"]
    old_content: str | None
    new_content: str | None
    explanation: str | None
    accepted: bool | None


class SuggestionOut(Out):
    """A suggestion."""

    id: UUID
    agent_type: str | None
    status: SuggestionStatus
    diffs: list[DiffOfSuggestion]
    created_by: PersonOut | None
    decided_by: PersonOut | None
    decided_at: Moment | None
    created_at: Moment


class SuggestionList(Out):
    """Suggestions, the newest first."""

    suggestions: list[SuggestionOut]
    next_cursor: str | None
