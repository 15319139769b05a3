"""Facts that projects announce. `title` is a name at that moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectCreated(Event):
    """There is a new project."""

    name: ClassVar[str] = "projects.project.created"
    project_id: UUID
    title: str
    template_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ProjectChanged(Event):
    """Name, description or settings are others now."""

    name: ClassVar[str] = "projects.project.changed"
    project_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProjectArchived(Event):
    """Nothing in the project can be changed any more."""

    name: ClassVar[str] = "projects.project.archived"
    changes_rights: ClassVar[bool] = True
    project_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProjectUnarchived(Event):
    """The project can be changed again."""

    name: ClassVar[str] = "projects.project.unarchived"
    changes_rights: ClassVar[bool] = True
    project_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProjectDeleted(Event):
    """The project and all in it are out of reach."""

    name: ClassVar[str] = "projects.project.deleted"
    changes_rights: ClassVar[bool] = True
    project_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class FeatureCreated(Event):
    """There is a new feature."""

    name: ClassVar[str] = "projects.feature.created"
    feature_id: UUID
    title: str
    parent_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class FeatureRenamed(Event):
    """A feature has another name; its slug stays."""

    name: ClassVar[str] = "projects.feature.renamed"
    feature_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class FeatureMoved(Event):
    """A feature is below another one, or at another place among its siblings.

    A sibling that had this place, and those right behind it, have made room by one.
    """

    name: ClassVar[str] = "projects.feature.moved"
    feature_id: UUID
    parent_id: UUID | None
    sort_order: int


@dataclass(frozen=True, kw_only=True)
class FeatureDeleted(Event):
    """A feature is gone, and all below it: `descendant_ids`, for which there are no events of their own."""

    name: ClassVar[str] = "projects.feature.deleted"
    feature_id: UUID
    title: str
    descendant_ids: list[UUID]


ALL = (
    ProjectCreated,
    ProjectChanged,
    ProjectArchived,
    ProjectUnarchived,
    ProjectDeleted,
    FeatureCreated,
    FeatureRenamed,
    FeatureMoved,
    FeatureDeleted,
)
