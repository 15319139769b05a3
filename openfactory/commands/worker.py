"""`openfactory worker`: a job worker by itself, on this machine or another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from openfactory.cli import Environment
    from openfactory.core.settings import Settings


@click.command()
@click.option("--slots", type=click.IntRange(1, 500), help="Jobs at once.")
@click.option("--log-format", type=click.Choice(["console", "json"]), help="For people, or an object a line.")
@click.option("--log-level", type=click.Choice(["debug", "info", "warning", "error"]), help="The least to log.")
@click.option("--database-url", help="The database; otherwise OPENFACTORY_DATABASE_URL.")
@click.option("--data", type=click.Path(file_okay=False), help="The data folder.")
@click.pass_obj
def worker(environment: Environment, /, **flags: Any) -> None:
    """Run background jobs, without serving HTTP.

    One process; run one for each core that jobs may have, under a service manager that starts it again. It needs
    the server's own settings: modules, database, secret key.
    """
    from openfactory.worker import work

    settings = environment.settings(**_overrides(flags))
    _check(environment, settings)
    work(settings)


def _overrides(flags: dict[str, Any]) -> dict[str, Any]:
    sections = {
        "jobs": {"slots": flags["slots"]},
        "log": {"format": flags["log_format"], "level": flags["log_level"]},
        "database": {"url": flags["database_url"]},
    }
    given = {
        name: {key: value for key, value in values.items() if value is not None} for name, values in sections.items()
    }
    overrides: dict[str, Any] = {name: values for name, values in given.items() if values}
    return overrides | ({"data": flags["data"]} if flags["data"] is not None else {})


def _check(environment: Environment, settings: Settings) -> None:
    """Refuse what could not work: no tables, or a key that opens nothing."""
    import asyncio

    from openfactory.app import database_config
    from openfactory.core.db.migrations import DatabaseUnavailable, MigrationError, Migrator
    from openfactory.core.settings.secret_key import FILE

    if settings.secret_key is None and not (settings.data / FILE).exists():
        raise click.ClickException(
            f"there is no secret key in {settings.data}: use the server's data folder, or set OPENFACTORY_SECRET_KEY "
            "to the same as the server's"
        )
    try:
        state = asyncio.run(Migrator(database_config(settings, environment.installed())).status())
    except (DatabaseUnavailable, MigrationError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    if state.pending:
        raise click.ClickException(f"{len(state.pending)} migrations are pending: run `openfactory migrate up`")
