"""Creating, listing, changing, archiving and deleting projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from openfactory.blueprints.organizations.api import read_template
from openfactory.blueprints.projects.events import (
    ProjectArchived,
    ProjectChanged,
    ProjectCreated,
    ProjectDeleted,
    ProjectUnarchived,
)
from openfactory.blueprints.projects.models import Project
from openfactory.blueprints.projects.schemas.projects import ChangeProject, ProjectQuery
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.changes import apply_changes
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import NotFound, Unavailable
from openfactory.core.http.pages import cut, read_cursor
from openfactory.core.ids import uuid7
from openfactory.shared.accounts.organizations import count_projects
from openfactory.shared.accounts.slugs import another, slug_of
from openfactory.shared.archiving import Archived
from openfactory.shared.notifications.service import forget_project
from openfactory.shared.search.service import clear
from openfactory.shared.webhooks.pausing import pause_webhooks, resume_webhooks

_LAST = UUID(int=2**128 - 1)

_LIST = Query(
    "projects.list",
    'SELECT p.id, p.name, p.slug, p.description, @time(p.archived_at) AS "archivedAt", '
    'p.feature_count AS "featureCount", p.document_count AS "documentCount", '
    'p.work_order_count AS "workOrderCount", '
    '@time(p.created_at) AS "createdAt", @time(p.updated_at) AS "updatedAt" '
    "FROM projects_projects p WHERE p.organization_id = :organization_id AND p.deleted_at IS NULL "
    "AND (:archived OR p.archived_at IS NULL) AND p.id < :before ORDER BY p.id DESC LIMIT :most",
)
# Two creators of one name at the same moment must not fail on each other: the slower one takes another slug.
_INSERT = Query(
    "projects.create",
    "INSERT INTO projects_projects (id, created_at, updated_at, version, organization_id, name, slug, "
    "description, settings, template_id, feature_count, document_count, work_order_count, artifact_count, "
    "has_codebase) VALUES (:id, :now, :now, 1, :organization_id, :name, :slug, "
    ":description, '{}', :template_id, 0, 0, 0, 0, :connected) ON CONFLICT DO NOTHING RETURNING id",
)


async def list_projects(access: Access, query: ProjectQuery) -> tuple[Sequence[dict[str, Any]], str | None]:
    """The organization's projects, the newest first."""
    (before,) = read_cursor(query.cursor, tuple[UUID]) or (_LAST,)
    rows = await _LIST.rows(
        organization_id=access.organization,
        archived=query.include_archived,
        before=before,
        most=query.limit + 1,
    )
    return cut(rows, query.limit, lambda row: (row["id"],))


async def list_places(project_id: UUID | None = None) -> list[tuple[UUID, UUID]]:
    """Organization and project of all projects there are, or of this one alone; for whoever runs the server."""
    rows = Project.across_tenants("commands work on all projects").order_by("id")
    if project_id is not None:
        rows = rows.filter(id=project_id)
    return [(row.organization_id, row.id) for row in await rows.only("id", "organization_id")]


async def read_project(access: Access) -> Project:
    """The project of this place."""
    return await Project.require(access, access.project)


async def create_project(
    access: Access, name: str, *, description: str | None = None, template_id: UUID | None = None
) -> Project:
    """Create a project in the organization that `access` is for."""
    async with transaction(access) as tx:
        if template_id is not None:
            await read_template(access, template_id)
        project = await _insert(access, name, description, template_id)
        created = ProjectCreated(project_id=project.id, title=name, template_id=template_id)
        tx.emit(created, access=access.within(project_id=project.id))
        await count_projects(access.organization, 1)
    return project


async def _insert(access: Access, name: str, description: str | None, template_id: UUID | None) -> Project:
    slug = slug_of(name, "project")
    for candidate in (slug, another(slug), another(slug), another(slug)):
        row_id = uuid7()
        if await _INSERT.one(
            id=row_id,
            now=clock.now(),
            organization_id=access.organization,
            name=name,
            slug=candidate,
            description=description,
            template_id=template_id,
            connected=False,
        ):
            return await Project.require(access, row_id)
    raise Unavailable("no free slug was found: try again")


async def change_project(access: Access, wanted: ChangeProject) -> Project:
    """Change name or description; settings are for those who manage projects."""
    if wanted.settings is not None:
        access.demand("projects.manage")
    async with transaction(access) as tx:
        project = await lock_project(access)
        project.expect(access)
        changes = apply_changes(project, wanted, clearable={"description"})
        if changes:
            await project.save(update_fields=["name", "description", "settings"])
            tx.emit(ProjectChanged(project_id=project.id, changes=changes))
    return project


async def archive_project(access: Access) -> Project:
    """Let nothing in the project be changed any more. Archiving again changes nothing."""
    async with transaction(access) as tx:
        project = await _lock(access)
        if project.archived_at is None:
            project.archived_at = clock.now()
            await project.save(update_fields=["archived_at"])
            await pause_webhooks(tx)
            tx.emit(ProjectArchived(project_id=project.id))
    return project


async def unarchive_project(access: Access) -> Project:
    """Let the project be changed again."""
    async with transaction(access) as tx:
        project = await _lock(access)
        if project.archived_at is not None:
            project.archived_at = None
            await project.save(update_fields=["archived_at"])
            await resume_webhooks(tx)
            tx.emit(ProjectUnarchived(project_id=project.id))
    return project


async def delete_project(access: Access) -> None:
    """Put the project and all in it out of reach; its name is free again."""
    async with transaction(access) as tx:
        project = await _lock(access)
        project.expect(access)
        project.deleted_at = clock.now()
        await project.save(update_fields=["deleted_at"])
        await forget_project(access)
        # Out of reach already, and so many that whoever deletes the project should not wait for it.
        tx.after_commit(lambda: clear(access))
        tx.emit(ProjectDeleted(project_id=project.id, title=project.name))
        await count_projects(access.organization, -1)


async def lock_project(access: Access) -> Project:
    """The project of this place, so that changes to it queue until the commit; not one that is archived."""
    project = await _lock(access)
    if project.archived_at is not None:
        raise Archived
    return project


async def _lock(access: Access) -> Project:
    # Only the row's key stays free: whatever refers to it (features, documents, …) goes on being written.
    rows = Project.visible_to(access).filter(id=access.project).select_for_update(no_key=True)
    project = await rows.first()
    if project is None:
        raise NotFound
    return project
