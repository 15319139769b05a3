"""The organizations module: what it brings and what it needs."""

from __future__ import annotations

from collections.abc import AsyncIterator

from openfactory.blueprints.organizations import events, permissions, routes
from openfactory.blueprints.organizations.credentials import API_KEY
from openfactory.blueprints.organizations.resources import Resources
from openfactory.core.db.tables import Tables
from openfactory.core.http.context import Context
from openfactory.core.modules.module import Module
from openfactory.shared.accounts import tables as accounts
from openfactory.shared.accounts.places import ORGANIZATION

organizations = Module(
    "organizations",
    summary="Organizations, members, invitations, API keys, templates, the audit trail and usage",
    prefix="/api/organizations",
    requires=("auth",),
    routes=routes.ALL,
    tables=(
        accounts.TABLES,
        Tables(
            "organizations",
            "openfactory.blueprints.organizations.models",
            "openfactory.migrations.organizations",
        ),
    ),
    permissions=permissions.ALL,
    credentials=(API_KEY,),
    places=(ORGANIZATION,),
    events=events.ALL,
)


@organizations.lifespan
async def open_resources(context: Context) -> AsyncIterator[None]:
    """Key and post."""
    context.organizations = Resources(context.settings)
    yield
