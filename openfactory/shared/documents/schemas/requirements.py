"""Requirements and acceptance criteria, as they are found in documents."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import Out, Ref

Pattern = Literal[
    "ubiquitous", "event", "state", "option", "unwanted", "complex", "given_when_then", "user_story", "plain"
]


class RequirementQuery(Page):
    """Which requirements: of a feature's documents, of a document, or the one with a key (its own or a criterion's)."""

    feature_id: Annotated[UUID, Ref("feature")] | None = None
    document_id: Annotated[UUID, Ref("document")] | None = None
    key: Annotated[str | None, Field(pattern=r"^(REQ-\d{1,7}|AC-\d{1,7}\.\d{1,7})$", examples=["REQ-7"])] = None


class CriterionOut(Out):
    """An acceptance criterion. Where two things say the same, they have the same `contentHash`.

    `writtenKey` is what stands in the text, where that key was another's already.
    """

    id: UUID
    key: str
    written_key: str | None
    title: str
    text: str
    pattern: Pattern
    form: dict[str, Any] | list[dict[str, Any]] | None
    section: list[str]
    pointer: str
    content_hash: str


class RequirementOut(CriterionOut):
    """A requirement, where it stands, and its criteria. `pointer` is a JSON pointer into the document's content."""

    document_id: UUID
    document_title: str
    feature_id: UUID | None
    criteria: list[CriterionOut]


class RequirementList(Out):
    """Requirements in the order of their keys."""

    requirements: list[RequirementOut]
    next_cursor: str | None
