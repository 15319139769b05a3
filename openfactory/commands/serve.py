"""`openfactory serve`: settings, checks, migrations, and then the server."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from openfactory.cli import Environment
    from openfactory.core.settings import Settings


def _names(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for part in value for name in part.split(",") if name.strip())


def _workers(context: click.Context, parameter: click.Parameter, value: str | None) -> str | int | None:
    if value is None or value == "auto":
        return value
    if not value.isdecimal():
        raise click.BadParameter("a number, or auto")
    return int(value)


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on.")
@click.option("--workers", callback=_workers, help="Worker processes, or `auto`: one a usable core, at least 2.")
@click.option("--fast", is_flag=True, help="The same as --workers auto.")
@click.option("--reload", is_flag=True, help="Start again when the code changes; for development.")
@click.option("--no-jobs", is_flag=True, help="No job workers here: `openfactory worker` runs jobs elsewhere.")
@click.option("--single-process", is_flag=True, help="Everything in this process; for debugging.")
@click.option("--only", multiple=True, callback=_names, help="Serve these modules and what they require, no others.")
@click.option("--enable", multiple=True, callback=_names, help="Serve these modules as well.")
@click.option("--disable", multiple=True, callback=_names, help="Do not serve these modules.")
@click.option("--log-format", type=click.Choice(["console", "json"]), help="For people, or an object a line.")
@click.option("--log-level", type=click.Choice(["debug", "info", "warning", "error"]), help="The least to log.")
@click.option("--access-log/--no-access-log", default=None, help="Log each request.")
@click.option("--auto-migrate/--no-auto-migrate", default=None, help="Apply pending migrations first.")
@click.option("--database-url", help="The database; otherwise OPENFACTORY_DATABASE_URL.")
@click.option("--data", type=click.Path(file_okay=False), help="The data folder.")
@click.pass_obj
def serve(environment: Environment, /, reload: bool, no_jobs: bool, single_process: bool, **flags: Any) -> None:
    """Serve the API.

    Without any setting: a SQLite database in ./openfactory-data, migrated, at least two workers, a job worker and
    an embedded broker on 127.0.0.1:8000.
    """
    from openfactory.app import create_app
    from openfactory.commands.banner import show
    from openfactory.core import logs
    from openfactory.core.processes import server
    from openfactory.worker import create_app_with_jobs, work

    overrides = _overrides(flags)
    if single_process:
        overrides["server"] = {**overrides.get("server", {}), "workers": 1}
        overrides["broker"] = {"url": "memory://"}
    if no_jobs:
        overrides["jobs"] = {"workers": 0}
    settings = _sized(environment.settings(**overrides))
    logs.configure(settings.log)
    try:
        server.claim(settings)
        accounts = _prepared(environment, settings)
        server.serve(
            settings,
            create_app_with_jobs if single_process and not no_jobs else create_app,
            on_ready=partial(show, settings, accounts),
            on_failure=lambda reason: click.echo(f"Error: the server does not start: {reason}", err=True),
            jobs=work,
            reload=reload,
            single_process=single_process,
        )
    except server.StartRefused as refusal:
        raise click.ClickException(str(refusal)) from None


def _sized(settings: Settings) -> Settings:
    """The settings with the number of workers told, so that every process counts with the same."""
    from openfactory.core.processes.cores import usable_cores

    if settings.server.workers != "auto":
        return settings
    return settings.with_overrides({"server": {"workers": max(2, usable_cores())}})


def _overrides(flags: dict[str, Any]) -> dict[str, Any]:
    """The flags that were given, by section."""
    sections = {
        "server": {
            "host": flags["host"],
            "port": flags["port"],
            "workers": "auto" if flags["fast"] else flags["workers"],
        },
        "modules": {name: flags[name] or None for name in ("only", "enable", "disable")},
        "log": {"format": flags["log_format"], "level": flags["log_level"], "requests": flags["access_log"]},
        "database": {"url": flags["database_url"], "auto_migrate": flags["auto_migrate"]},
    }
    given = {
        name: {key: value for key, value in values.items() if value is not None} for name, values in sections.items()
    }
    overrides: dict[str, Any] = {name: values for name, values in given.items() if values}
    if flags["data"] is not None:
        overrides["data"] = flags["data"]
    return overrides


def _prepared(environment: Environment, settings: Settings) -> int:
    """Check the modules, migrate the database; how many accounts there are."""
    from openfactory.app import served_modules
    from openfactory.commands.preparing import prepare
    from openfactory.core.modules.selection import ModuleError

    try:
        served_modules(settings, environment.installed())
    except ModuleError as error:
        raise click.ClickException(str(error)) from None
    return prepare(settings, environment.installed())
