"""A module of one route, as modules have it that make issues for subjects of their own."""

from __future__ import annotations

from uuid import UUID

from openfactory.core.access import Access, Permission, Role
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.core.http.schemas import In, Out
from openfactory.core.modules.module import Module
from openfactory.shared.integrations.api import (
    Draft,
    Issue,
    IssueBeingCreated,
    NotConnected,
    OutcomeUnknown,
    ServiceFailed,
    ServiceRefused,
    create_issue,
    resources,
)

routes = Routes("/<project_id:uuid>/probe")


class MakeIssue(In):
    """What the issue says."""

    integration: str
    title: str = "It is broken"
    body: str = "Help!"
    labels: list[str] = []


class IssueOut(Out):
    """The issue."""

    url: str
    id: str
    integration: str


@routes.post("/<thing:uuid>/issue")
@endpoint(
    needs="probe.write",
    body=MakeIssue,
    reply=IssueOut,
    status=201,
    calls_out=True,
    errors=(NotConnected, ServiceFailed, ServiceRefused, OutcomeUnknown, IssueBeingCreated),
)
async def make_issue(access: Access, thing: UUID, body: MakeIssue, context: Context) -> Issue:
    """Make the thing's issue."""
    draft = Draft(body.title, body.body, body.labels)
    return await create_issue(access, body.integration, "thing", thing, draft, opened=resources(context))


probe = Module(
    "probe",
    prefix="/api/projects",
    requires=("projects",),
    routes=(routes,),
    permissions=(Permission("probe.write", "Make issues.", roles=frozenset({Role.ADMIN, Role.MEMBER})),),
)
