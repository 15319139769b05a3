"""Versions and what has changed between them."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from openfactory.core.http.schemas import In, Moment, Out, Ref
from openfactory.shared.documents.schemas.documents import PersonOut, Rich, Summary


class KeepVersion(In):
    """Give the present text a version of its own."""

    change_summary: Summary | None = None


class DiffQuery(In):
    """What to compare a version with: another version, or (without) what the document says now."""

    compare_with: Annotated[UUID, Ref("version")] | None = None


class ListedVersion(Out):
    """A version without its text."""

    id: UUID
    version_number: int
    change_summary: str | None
    created_by: PersonOut | None
    created_at: Moment


class VersionOut(ListedVersion):
    """A version."""

    content: Rich
    diagram_source: str | None


class VersionList(Out):
    """Versions, the newest first."""

    versions: list[ListedVersion]
    next_cursor: str | None


class DiffEntry(Out):
    """One change, or a run of `count` siblings that are equal. `path` leads into the compared text; that of a
    `delete` into the base."""

    op: Literal["equal", "insert", "delete", "replace"]
    path: str
    count: int | None = None
    old: dict[str, Any] | str | None = None
    new: dict[str, Any] | str | None = None


class DiffOut(Out):
    """What has changed from the base to what it is compared with."""

    base_version: int
    compare_version: int
    diff: list[DiffEntry]


class ImportedOut(Out):
    """What an import has done: the number of the version it made, or of the last one where nothing differed."""

    version_number: int
    message: str
