"""The projects module: what it brings and what it needs."""

from __future__ import annotations

from openfactory.blueprints.projects import api as _api  # noqa: F401  (subjects register there)
from openfactory.blueprints.projects import events, permissions, routes
from openfactory.blueprints.projects.places import PROJECT
from openfactory.core.db.tables import Tables
from openfactory.core.modules.module import Module
from openfactory.shared.accounts import tables as accounts
from openfactory.shared.comments import events as comment_events
from openfactory.shared.comments import permissions as comment_permissions
from openfactory.shared.comments import tables as comments
from openfactory.shared.documents import tables as documents
from openfactory.shared.notifications import events as notification_events
from openfactory.shared.notifications import tables as notifications
from openfactory.shared.search import tables as search

projects = Module(
    "projects",
    summary="Projects, their features, activity and events, comments, search, and notifications",
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
    ),
    permissions=(*permissions.ALL, *comment_permissions.ALL),
    places=(PROJECT,),
    events=(*events.ALL, *comment_events.ALL, *notification_events.ALL),
)
