"""Artifacts."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.blueprints.artifacts.models import Processing
from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Name, Out, Ref

FolderId = Annotated[UUID, Ref("folder")]
MimeType = Annotated[
    str,
    StringConstraints(max_length=127, to_lower=True, pattern=r"^[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+|\*)$"),
    Field(description="A type, or all of a kind: `image/*`.", examples=["application/pdf"]),
]


class ArtifactQuery(Page):
    """Which artifacts, the newest first.

    `search` looks for words, by their beginnings, in names and in what has been read of the files: in at most 1,000.
    """

    folder_id: FolderId | Literal["root"] | None = None
    search: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)] | None = None
    mime_type: MimeType | None = None


class UploadForm(In):
    """What comes with a file. Without `name` its file name is taken, without `folderId` it is in no folder."""

    name: Name | None = None
    folder_id: FolderId | None = None


class ChangeArtifact(In):
    """What is not given stays; a null `folderId` moves to the root."""

    name: Name | None = None
    folder_id: FolderId | None = None


class UploaderOut(Out):
    """Who has uploaded it."""

    id: UUID
    name: str


class ListedArtifact(Out):
    """An artifact in a list. `mimeType` is what its content says, whatever was sent with it."""

    id: UUID
    name: str
    file_name: str
    mime_type: str
    file_size: int
    sha256: str
    folder_id: UUID | None
    processing_status: Processing
    uploaded_by: UploaderOut | None
    created_at: Moment


class ArtifactList(Out):
    """Artifacts, the newest first."""

    artifacts: list[ListedArtifact]
    next_cursor: str | None


class ArtifactOut(ListedArtifact):
    """An artifact with its text.

    `extractedText` is null until it has been read, and for files that have none, such as images. Of a long one it is
    the beginning, and `extractedTextTruncated` is true. `processingError` says why it could not be read.
    """

    processing_error: str | None
    extracted_text: str | None
    extracted_text_truncated: bool
