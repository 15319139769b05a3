"""`openfactory migrate`: the database's schema."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from openfactory.cli import Environment
    from openfactory.core.db.migrations import Migrator

Result = TypeVar("Result")


@click.group()
def migrate() -> None:
    """Change the database's schema, or show what would change."""


def _migrator(environment: Environment) -> Migrator:
    from openfactory.app import installed_tables
    from openfactory.core.db.config import tortoise_config
    from openfactory.core.db.migrations import Migrator

    settings, tables = environment.settings(), installed_tables(environment.installed())
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        return Migrator(tortoise_config(settings.database_url, tables))
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    from openfactory.core.db.migrations import DatabaseUnavailable, MigrationError

    try:
        return asyncio.run(work)
    except (DatabaseUnavailable, MigrationError) as error:
        raise click.ClickException(str(error)) from None


def _shown(work: Callable[[Callable[[int, int, str], None]], Coroutine[Any, Any, list[str]]]) -> list[str]:
    """Run a migration with its progress on the terminal, or line by line where there is none."""
    from openfactory.commands.progress import shown

    with shown() as progress:
        return _run(work(progress))


@migrate.command()
@click.argument("app", required=False)
@click.argument("target", required=False)
@click.option("--fake", is_flag=True, help="Only record them as applied.")
@click.option("--copy/--no-copy", default=True, help="Copy an SQLite file with rows first (the default).")
@click.pass_obj
def up(environment: Environment, app: str | None, target: str | None, fake: bool, copy: bool) -> None:
    """Apply what is pending, or what APP needs up to TARGET."""
    migrator = _migrator(environment)
    done = _shown(lambda progress: migrator.up(app, target, fake=fake, copy=copy, progress=progress))
    click.echo(f"{len(done)} applied")


@migrate.command()
@click.argument("app")
@click.argument("target")
@click.option("--fake", is_flag=True, help="Only record them as not applied.")
@click.pass_obj
def down(environment: Environment, app: str, target: str, fake: bool) -> None:
    """Undo everything after TARGET, or everything for `zero`; and what stands on it, of other modules too."""
    migrator = _migrator(environment)
    done = _shown(lambda progress: migrator.down(app, target, fake=fake, progress=progress))
    click.echo(f"{len(done)} undone")


@migrate.command()
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def status(environment: Environment, as_json: bool) -> None:
    """Say what is applied, pending and unknown; exit with 1 unless the schema is the installed one."""
    state = _run(_migrator(environment).status())
    if as_json:
        click.echo(json.dumps(vars(state), indent=2))
    else:
        for what, names in vars(state).items():
            for name in names:
                click.echo(f"{what:8} {name}")
    sys.exit(1 if state.pending or state.unknown else 0)


@migrate.command()
@click.argument("apps", nargs=-1)
@click.option("--name", help="What the change is, for the file's name.")
@click.option("--empty", is_flag=True, help="Write files to be filled by hand where nothing has changed.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something would be written.")
@click.option("--rename", "renames", multiple=True, metavar="APP.MODEL.OLD=NEW", help="A field's new name.")
@click.pass_obj
def make(
    environment: Environment,
    *,
    apps: tuple[str, ...],
    name: str | None,
    empty: bool,
    check: bool,
    renames: tuple[str, ...],
) -> None:
    """Write migrations for what has changed in the models."""
    if wrong := [rename for rename in renames if rename.count("=") != 1 or rename.count(".") not in (1, 2)]:
        raise click.BadParameter(f"{wrong[0]} is not APP.MODEL.OLD=NEW", param_hint="--rename")
    renamed = dict(rename.split("=") for rename in renames)
    made = _run(_migrator(environment).make(apps, name=name, empty=empty, check=check, renames=renamed))
    click.echo("\n".join(made) or "no changes")
    sys.exit(1 if check and made else 0)


@migrate.command()
@click.argument("app")
@click.argument("name")
@click.option("--backward", is_flag=True, help="What `down` would run.")
@click.pass_obj
def sql(environment: Environment, app: str, name: str, backward: bool) -> None:
    """Print what a migration would run; no database is needed."""
    click.echo("\n".join(_run(_migrator(environment).sql(app, name, backward=backward))))
