"""`openfactory search`: the index that searches ask."""

from __future__ import annotations

from uuid import UUID

import click

from openfactory.cli import Environment
from openfactory.core.access import Access


@click.group()
def search() -> None:
    """See to the search index."""


@search.command()
@click.option("--project", "project_id", type=click.UUID, help="This project alone.")
@click.pass_obj
def reindex(environment: Environment, project_id: UUID | None) -> None:
    """Make the index again from what it is of, after an import or for what is older than it.

    The server may go on meanwhile. Interrupted, start it again: what is right already is not written.
    """
    environment.installed()  # whose modules say what is to be found

    async def work() -> None:
        from openfactory.blueprints.projects.api import list_places
        from openfactory.shared.search.reindexing import reindex as reindex_project

        places = await list_places(project_id)
        if project_id is not None and not places:
            raise click.ClickException(f"there is no project {project_id}")
        for organization_id, found in places:
            access = Access.system(organization_id=organization_id, project_id=found, name="reindex")
            counts = await reindex_project(access)
            click.echo(f"{found}: {', '.join(f'{kind} {count}' for kind, count in counts.items())}")

    environment.run(work)
