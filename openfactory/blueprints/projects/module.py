"""The projects module: what it brings and what it needs."""

from __future__ import annotations

from openfactory.blueprints.projects import api as _api  # noqa: F401  (subjects register there)
from openfactory.blueprints.projects import events, permissions, routes
from openfactory.blueprints.projects.channels import PROJECT_CHANNEL
from openfactory.blueprints.projects.places import PROJECT
from openfactory.core.db.tables import Tables
from openfactory.core.modules.module import Module
from openfactory.shared.accounts import tables as accounts
from openfactory.shared.comments import events as comment_events
from openfactory.shared.comments import permissions as comment_permissions
from openfactory.shared.comments import tables as comments
from openfactory.shared.documents import tables as documents
from openfactory.shared.jobs import permissions as job_permissions
from openfactory.shared.notifications import events as notification_events
from openfactory.shared.notifications import tables as notifications
from openfactory.shared.notifications.channels import NOTIFICATIONS
from openfactory.shared.search import tables as search
from openfactory.shared.webhooks import events as webhook_events
from openfactory.shared.webhooks import jobs as webhook_jobs
from openfactory.shared.webhooks import permissions as webhook_permissions
from openfactory.shared.webhooks import resources as webhook_resources
from openfactory.shared.webhooks import tables as webhooks
from openfactory.shared.webhooks.subscriptions import queue_deliveries

projects = Module(
    "projects",
    summary="Projects, their features, activity, events and jobs, comments, search, notifications, and webhooks",
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
    ),
    permissions=(
        *permissions.ALL,
        *comment_permissions.ALL,
        *job_permissions.ALL,
        *webhook_permissions.ALL,
    ),
    places=(PROJECT,),
    channels=(PROJECT_CHANNEL, NOTIFICATIONS),
    events=(*events.ALL, *comment_events.ALL, *notification_events.ALL, *webhook_events.ALL),
    jobs=webhook_jobs.ALL,
    subscriptions=(queue_deliveries,),
    chores=(webhook_jobs.delete_old,),
)
projects.lifespan(webhook_resources.open_resources)
