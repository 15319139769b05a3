"""What `serve` does before it starts workers: the data folder, the schema, and whether anybody is there yet."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import click
from tortoise.context import TortoiseContext

from openfactory.app import database_config
from openfactory.core.db import backup
from openfactory.core.db.migrations import DatabaseUnavailable, MigrationError, Migrator
from openfactory.core.modules.module import Module
from openfactory.core.settings import Settings, SettingsError
from openfactory.core.settings.secret_key import secret_key


def prepare(settings: Settings, installed: Mapping[str, Module]) -> int:
    """Make the data folder and the key, bring the schema up to date; the number of accounts."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        asyncio.run(backup.finish_interrupted_restore(settings.data, settings.database_url))
        secret_key(settings)
    except (SettingsError, DatabaseUnavailable) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"the data folder {settings.data} cannot be used ({error.strerror}): choose another by --data"
        ) from None
    try:
        return asyncio.run(_prepare(settings, installed))
    except (DatabaseUnavailable, MigrationError, ValueError) as error:
        raise click.ClickException(str(error)) from None


async def _prepare(settings: Settings, installed: Mapping[str, Module]) -> int:
    config = database_config(settings, installed)
    migrator = Migrator(config)
    state = await migrator.status()
    if state.unknown:
        raise MigrationError(
            f"the database was migrated by something that is not installed ({', '.join(state.unknown)}): "
            "install it, or a newer version"
        )
    if state.pending and not settings.database.auto_migrate:
        raise MigrationError(
            f"{len(state.pending)} migrations are pending, and auto-migrate is off: run `openfactory migrate up`"
        )
    if state.pending:
        done = await migrator.up()
        click.echo(f"{len(done)} migrations applied")
    return await _accounts(config)


async def _accounts(config: Mapping[str, object]) -> int:
    async with TortoiseContext() as context:
        await context.init(config=dict(config))
        rows = await context.db("default").execute_query_dict("SELECT count(*) AS accounts FROM accounts_users")
    return int(rows[0]["accounts"])
