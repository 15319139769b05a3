"""`openfactory notes`: notes from the command line."""

from __future__ import annotations

from uuid import UUID

import click
from openfactory.core.access import Access
from openfactory.core.http.pages import Page
from openfactory.core.modules.commands import CommandEnvironment

from openfactory_notes import service


@click.group()
def notes() -> None:
    """Read notes."""


@notes.command("list")
@click.argument("project", type=click.UUID)
@click.pass_obj
def list_notes(environment: CommandEnvironment, project: UUID) -> None:
    """Print the newest notes of PROJECT, which is a project's id."""
    access = Access.system(project_id=project)
    rows, _ = environment.run(lambda: service.list_notes(access, Page(limit=100)))
    for row in rows:
        click.echo(f"{row['createdAt']}  {row['text']}")
