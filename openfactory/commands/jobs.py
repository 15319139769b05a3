"""`openfactory jobs`: what is done in the background, for whoever runs the server."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from openfactory.cli import Environment
from openfactory.core.jobs import administering
from openfactory.core.jobs.models import Status

_JSON = click.option("--json", "as_json", is_flag=True, help="For scripts.")
_COLORS = {"queued": "cyan", "running": "blue", "succeeded": "green", "failed": "red", "cancelled": "yellow"}


@click.group()
def jobs() -> None:
    """See, cancel and retry background jobs."""


@jobs.command("list")
@click.option("--status", type=click.Choice([status.value for status in Status]), help="Only these.")
@click.option("--type", "type_", metavar="TYPE", help="Only jobs of this type.")
@click.option("--organization", type=click.UUID, help="Only this organization's.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most so many.")
@_JSON
@click.pass_obj
def list_jobs(
    environment: Environment,
    status: str | None,
    type_: str | None,
    organization: UUID | None,
    limit: int,
    as_json: bool,
) -> None:
    """List jobs, the newest first; `--status failed` lists the dead letters."""
    rows = environment.run(
        lambda: administering.list_jobs(status=status, job_type=type_, organization_id=organization, limit=limit)
    )
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    table = Table("Id", "Type", "Status", "Attempt", "Progress", "Queued", "Error")
    for row in rows:
        state = Text(row["status"], style=_COLORS[row["status"]])
        cells = (
            row["id"],
            row["type"],
            state,
            str(row["attempt"]),
            _progress(row),
            row["createdAt"],
            row["error"] or "",
        )
        table.add_row(*cells)
    Console().print(table)


@jobs.command()
@click.argument("job_id", type=click.UUID)
@_JSON
@click.pass_obj
def show(environment: Environment, job_id: UUID, as_json: bool) -> None:
    """Tell everything about a job, also the traceback of its last failure."""
    row = environment.run(lambda: administering.read_job(job_id))
    if as_json:
        click.echo(json.dumps(row, indent=2))
        return
    trace = row.pop("trace")
    for name, value in row.items():
        if value is not None:
            click.echo(f"{name}: {value}")
    if trace:
        click.echo(f"\n{trace}")


@jobs.command()
@click.argument("job_id", type=click.UUID)
@click.pass_obj
def cancel(environment: Environment, job_id: UUID) -> None:
    """Cancel a job that is queued or running."""
    environment.run(lambda: administering.cancel_job(job_id))
    click.echo(f"{job_id}: cancelled, or told to end if it runs")


@jobs.command()
@click.argument("job_ids", type=click.UUID, nargs=-1)
@click.option("--failed", metavar="TYPE", help="All jobs of this type that have failed for good.")
@click.pass_obj
def retry(environment: Environment, job_ids: tuple[UUID, ...], failed: str | None) -> None:
    """Queue jobs again that have failed for good, or were cancelled."""
    if bool(job_ids) == bool(failed):
        raise click.UsageError("give ids of jobs, or --failed TYPE")

    async def work() -> int:
        ids = list(job_ids) or await administering.failed_jobs(failed or "")
        return await administering.retry_jobs(ids, skip=failed is not None)

    click.echo(f"{environment.run(work)} jobs are queued again")


def _progress(row: dict[str, Any]) -> str:
    if row["total"]:
        return f"{row['done']}/{row['total']}"
    return str(row["done"] or "")
