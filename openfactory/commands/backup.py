"""`openfactory backup` and `openfactory restore`."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

if TYPE_CHECKING:
    from openfactory.cli import Environment
    from openfactory.core.db.backup import Manifest
    from openfactory.core.db.tables import Tables

ARCHIVE = click.Path(dir_okay=False, path_type=Path)


class Place(TypedDict):
    """What is backed up, or restored to."""

    url: str
    tables: list[Tables]
    data: Path


def _place(environment: Environment) -> Place:
    from openfactory.app import installed_tables

    settings = environment.settings()
    return {
        "url": settings.database_url,
        "tables": installed_tables(environment.installed()),
        "data": settings.data,
    }


def _run(work: Coroutine[Any, Any, Manifest]) -> Manifest:
    from openfactory.core.db.backup import BackupError
    from openfactory.core.db.migrations import DatabaseUnavailable, MigrationError

    try:
        return asyncio.run(work)
    except (BackupError, DatabaseUnavailable, MigrationError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None


@click.command()
@click.argument("archive", type=ARCHIVE, required=False)
@click.pass_obj
def backup(environment: Environment, archive: Path | None) -> None:
    """Write database, files and secret key to ARCHIVE, a .tar.gz, while the server runs on.

    Whoever has the archive has every secret in it: keep it as safe as the server.
    """
    from openfactory.commands.progress import shown
    from openfactory.core import clock
    from openfactory.core.db import backup as backups

    target = archive or Path(f"openfactory-{clock.now():%Y%m%d-%H%M%S}.tar.gz")
    with shown() as progress:
        manifest = _run(backups.backup(target, **_place(environment), progress=progress))
    click.echo(f"{target}: {manifest.dialect} database and {manifest.files} files")


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace a database and files that are there.")
@click.pass_obj
def restore(environment: Environment, archive: Path, force: bool) -> None:
    """Put the content of ARCHIVE where the settings say. Stop the server first."""
    from openfactory.commands.progress import shown
    from openfactory.core.db import backup as backups

    with shown() as progress:
        place = _place(environment)
        manifest = _run(backups.restore(archive, **place, force=force, progress=progress))
    click.echo(f"Restored the backup of {manifest.created_at} (openfactory {manifest.version}).")
    click.echo("`openfactory migrate status` tells whether this version has newer migrations.")
