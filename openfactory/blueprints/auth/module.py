"""The auth module: what it brings and what it needs."""

from __future__ import annotations

from collections.abc import AsyncIterator

from openfactory.blueprints.auth import events, jobs, routes
from openfactory.blueprints.auth.credentials import SESSION
from openfactory.blueprints.auth.resources import Resources
from openfactory.blueprints.auth.service import passwords, sessions
from openfactory.blueprints.auth.settings import AuthSettings
from openfactory.core.db.tables import Tables
from openfactory.core.http.context import Context
from openfactory.core.modules.module import Module
from openfactory.shared.accounts import tables as accounts
from openfactory.shared.accounts.places import HOME

auth = Module(
    "auth",
    summary="Accounts, sessions, passwords, and sign-in by other providers",
    prefix="/api/auth",
    routes=routes.ALL,
    tables=(
        accounts.TABLES,
        Tables("auth", "openfactory.blueprints.auth.models", "openfactory.migrations.auth"),
    ),
    credentials=(SESSION,),
    places=(HOME,),
    events=(
        events.UserSignedUp,
        events.ProfileChanged,
        events.PasswordChanged,
        events.SessionStarted,
        events.SessionEnded,
    ),
    jobs=(jobs.mail_reset_link,),
    chores=(sessions.delete_expired, passwords.delete_expired),
    settings=AuthSettings,
    commands="openfactory.blueprints.auth.commands:user",
)


@auth.lifespan
async def open_resources(context: Context) -> AsyncIterator[None]:
    """Post, keys and the client for other providers."""
    context.auth = Resources(context.settings)
    yield
    await context.auth.close()
