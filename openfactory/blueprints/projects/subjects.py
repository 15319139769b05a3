"""Projects and features as subjects, and projects as what earlier modules refer to."""

from __future__ import annotations

from uuid import UUID

from openfactory.blueprints.projects.models import Feature, Project
from openfactory.core.access import Access
from openfactory.core.access.references import register_reference
from openfactory.core.errors import NotFound
from openfactory.core.subjects import Subject, register_subject
from openfactory.shared.search.reindexing import Said, register_reindexer, rows_behind


async def _own_project(access: Access, project_id: UUID) -> Project:
    if project_id != access.project:
        raise NotFound
    return await Project.require(access, project_id)


register_subject(
    Subject(
        kind="project",
        load=_own_project,
        title=lambda project: project.name,
        path=lambda project: f"/api/projects/{project.id}",
        needs="projects.read",
        text=lambda project: project.description or "",
    )
)
register_subject(
    Subject(
        kind="feature",
        load=Feature.require,
        title=lambda feature: feature.name,
        path=lambda feature: f"/api/projects/{feature.project_id}/features/{feature.id}",
        needs="projects.read",
    )
)


async def _features(access: Access, after: UUID, most: int) -> list[Said]:
    return [Said(row.id, row.name) for row in await rows_behind(Feature, access, after, most)]


register_reindexer("feature", _features)
register_reference("project", Project.require)
register_reference("feature", Feature.require)
