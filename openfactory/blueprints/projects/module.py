"""The projects module: what it brings and what it needs."""

from __future__ import annotations

from collections.abc import AsyncIterator

from openfactory.blueprints.projects import api as _api  # noqa: F401  (subjects register there)
from openfactory.blueprints.projects import events, permissions, routes
from openfactory.blueprints.projects.channels import PROJECT_CHANNEL
from openfactory.blueprints.projects.places import PROJECT
from openfactory.blueprints.projects.settings import ProjectSettings
from openfactory.core.db.tables import Tables
from openfactory.core.http.context import Context
from openfactory.core.modules.module import Module
from openfactory.shared.accounts import tables as accounts
from openfactory.shared.comments import events as comment_events
from openfactory.shared.comments import permissions as comment_permissions
from openfactory.shared.comments import tables as comments
from openfactory.shared.documents import tables as documents
from openfactory.shared.integrations import api as _integrations  # noqa: F401  (kinds register there)
from openfactory.shared.integrations import events as integration_events
from openfactory.shared.integrations import jobs as integration_jobs
from openfactory.shared.integrations import permissions as integration_permissions
from openfactory.shared.integrations import tables as integrations
from openfactory.shared.integrations.resources import Resources as Integrations
from openfactory.shared.jobs import permissions as job_permissions
from openfactory.shared.notifications import events as notification_events
from openfactory.shared.notifications import jobs as notification_jobs
from openfactory.shared.notifications import tables as notifications
from openfactory.shared.notifications.channels import NOTIFICATIONS
from openfactory.shared.notifications.digest import Outbox
from openfactory.shared.search import tables as search
from openfactory.shared.webhooks import events as webhook_events
from openfactory.shared.webhooks import jobs as webhook_jobs
from openfactory.shared.webhooks import permissions as webhook_permissions
from openfactory.shared.webhooks import tables as webhooks
from openfactory.shared.webhooks.resources import Resources as Webhooks
from openfactory.shared.webhooks.subscriptions import queue_deliveries

projects = Module(
    "projects",
    summary="Projects, features, activity, events, jobs, comments, search, notifications, webhooks, integrations",
    prefix="/api/projects",
    requires=("auth", "organizations"),
    routes=routes.ALL,
    tables=(
        accounts.TABLES,
        Tables("projects", "openfactory.blueprints.projects.models", "openfactory.migrations.projects"),
        comments.TABLES,
        documents.TABLES,
        notifications.TABLES,
        search.TABLES,
        webhooks.TABLES,
        integrations.TABLES,
    ),
    permissions=(
        *permissions.ALL,
        *comment_permissions.ALL,
        *job_permissions.ALL,
        *webhook_permissions.ALL,
        *integration_permissions.ALL,
    ),
    places=(PROJECT,),
    channels=(PROJECT_CHANNEL, NOTIFICATIONS),
    events=(
        *events.ALL,
        *comment_events.ALL,
        *notification_events.ALL,
        *webhook_events.ALL,
        *integration_events.ALL,
    ),
    jobs=(*notification_jobs.ALL, *webhook_jobs.ALL, *integration_jobs.ALL),
    subscriptions=(queue_deliveries,),
    chores=(webhook_jobs.delete_old,),
    settings=ProjectSettings,
)


@projects.lifespan
async def open_resources(context: Context) -> AsyncIterator[None]:
    """Clients for other servers, and where mail is left."""
    own = context.settings.section(ProjectSettings)
    context.outbox = Outbox(context.settings)
    context.webhooks = Webhooks(context.settings)
    context.shared["integrations"] = opened = Integrations(
        context.settings,
        slack_origins=own.slack_origins,
        issue_call_seconds=own.issue_call_seconds,
        issue_settle_seconds=own.issue_settle_seconds,
    )
    yield
    await opened.close()
    await context.webhooks.close()
