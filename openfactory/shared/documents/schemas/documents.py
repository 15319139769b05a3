"""Documents themselves."""

from __future__ import annotations

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Name, Out, Ref
from openfactory.shared.documents.texts import LONGEST_DIAGRAM

Rich = Annotated[
    dict[str, Any],
    Field(
        description="A ProseMirror document with TipTap's names of nodes and marks.",
        examples=[{"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Why?"}]}]}],
    ),
]
Markdown = Annotated[
    str,
    StringConstraints(max_length=2_000_000),
    Field(description="CommonMark with tables, task lists, strikethrough and mentions, instead of `content`."),
]
Diagram = Annotated[
    str,
    StringConstraints(max_length=LONGEST_DIAGRAM),
    Field(description="Mermaid; for kinds that have a diagram.", examples=["flowchart LR\n  a --> b"]),
]
Summary = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]


class DocumentQuery(Page):
    """Which documents: of a kind, of a feature; or those that are deleted and can be restored."""

    type: Annotated[str | None, Field(max_length=60)] = None
    feature_id: Annotated[UUID, Ref("feature")] | None = None
    deleted: bool = False


class OneText(In):
    """A text is given in one way."""

    content: Rich | None = None
    markdown: Markdown | None = Field(default=None, examples=[None])

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.content is not None and self.markdown is not None:
            raise ValueError("give content or markdown, not both")
        return self


class CreateDocument(OneText):
    """A new document. Without a text it begins with the template's."""

    type: Annotated[str, Field(max_length=60)]
    title: Name
    feature_id: Annotated[UUID, Ref("feature")] | None = None
    diagram_source: Diagram | None = Field(default=None, examples=[None])

    @property
    def template(self) -> UUID | None:
        """`templateId`, a field where the collection has templates."""
        return getattr(self, "template_id", None)


class ChangeDocument(In):
    """What is not given stays; a null clears the diagram."""

    title: Name | None = None
    sort_order: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    diagram_source: Diagram | None = None


class PutContent(OneText):
    """What the document is to say; the summary is that of the new version."""

    change_summary: Summary | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.content is None and self.markdown is None:
            raise ValueError("give content or markdown")
        return self


class PersonOut(Out):
    """Who did something."""

    id: UUID
    name: str


class ListedDocument(Out):
    """A document without its text."""

    id: UUID
    type: str
    title: str
    slug: str
    feature_id: UUID | None
    feature_name: str | None
    sort_order: int
    version: int
    created_by: PersonOut | None
    created_at: Moment
    updated_at: Moment


class DocumentOut(ListedDocument):
    """A document."""

    content: Rich | None
    diagram_source: str | None


class DocumentList(Out):
    """Documents in their order, without their texts."""

    documents: list[ListedDocument]
    next_cursor: str | None
