"""Projects themselves over HTTP."""

from __future__ import annotations

import msgspec

from openfactory.blueprints.projects.models import Project
from openfactory.blueprints.projects.schemas.projects import (
    ChangeProject,
    CreateProject,
    ProjectList,
    ProjectOut,
    ProjectQuery,
)
from openfactory.blueprints.projects.service import projects
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

of_organization = Routes("/api/organizations/<org_id:uuid>/projects", absolute=True)
routes = Routes("/<project_id:uuid>")


@of_organization.get("/")
@endpoint(needs="projects.read", query=ProjectQuery, reply=ProjectList, trusted=True)
async def list_projects(access: Access, query: ProjectQuery) -> bytes:
    """List the organization's projects, the newest first."""
    rows, following = await projects.list_projects(access, query)
    return msgspec.json.encode({"projects": rows, "nextCursor": following})


@of_organization.post("/")
@endpoint(needs="projects.write", body=CreateProject, reply=ProjectOut, status=201, versioned=True)
async def create_project(access: Access, body: CreateProject) -> Project:
    """Create a project."""
    return await projects.create_project(access, body.name, description=body.description, template_id=body.template_id)


@routes.get("/")
@endpoint(needs="projects.read", reply=ProjectOut, versioned=True)
async def read_project(access: Access) -> Project:
    """Give a project."""
    return await projects.read_project(access)


@routes.patch("/")
@endpoint(needs="projects.write", body=ChangeProject, reply=ProjectOut, versioned=True, errors=(Archived,))
async def change_project(access: Access, body: ChangeProject) -> Project:
    """Change a project's name or description, or as an admin its settings. Its slug stays."""
    return await projects.change_project(access, body)


@routes.delete("/")
@endpoint(needs="projects.manage")
async def delete_project(access: Access) -> None:
    """Delete a project with all that is in it, archived or not."""
    await projects.delete_project(access)


@routes.post("/archive")
@endpoint(needs="projects.manage", reply=ProjectOut, versioned=True)
async def archive_project(access: Access) -> Project:
    """Archive a project: it can be read, and nothing in it can be changed."""
    return await projects.archive_project(access)


@routes.post("/unarchive")
@endpoint(needs="projects.manage", reply=ProjectOut, versioned=True)
async def unarchive_project(access: Access) -> Project:
    """Let an archived project be changed again."""
    return await projects.unarchive_project(access)
