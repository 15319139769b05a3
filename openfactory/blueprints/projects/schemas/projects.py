"""Projects themselves."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Name, Out, Ref
from openfactory.shared.json_values import bounded

Settings = Annotated[dict[str, Any], bounded(16 * 1024), Field(description="Any JSON object of at most 16 KiB.")]
Description = Annotated[str, StringConstraints(max_length=2000)]


class ProjectQuery(Page):
    """Which projects of the organization."""

    include_archived: bool = False


class CreateProject(In):
    """A new project, after a template of the organization's where one is named."""

    name: Name
    description: Description | None = None
    template_id: Annotated[UUID, Ref("template")] | None = None


class ChangeProject(In):
    """What is not given stays; a null clears the description.

    `settings` are an admin's to change, and are replaced as a whole.
    """

    name: Name | None = None
    description: Description | None = None
    settings: Settings | None = None


class StatsOut(Out):
    """How much there is in a project."""

    feature_count: int
    document_count: int
    work_order_count: int
    artifact_count: int
    has_codebase_connection: bool


class ProjectOut(Out):
    """A project."""

    id: UUID
    name: str
    slug: str
    description: str | None
    organization_id: UUID
    template_id: UUID | None
    settings: dict[str, Any]
    stats: StatsOut
    archived_at: Moment | None
    created_at: Moment
    updated_at: Moment


class ListedProject(Out):
    """A project in a list."""

    id: UUID
    name: str
    slug: str
    description: str | None
    archived_at: Moment | None
    feature_count: int
    document_count: int
    work_order_count: int
    created_at: Moment
    updated_at: Moment


class ProjectList(Out):
    """The organization's projects, the newest first."""

    projects: list[ListedProject]
    next_cursor: str | None
