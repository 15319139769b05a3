"""`openfactory subscriptions`: reactions to events that could not be carried out."""

from __future__ import annotations

import json
from uuid import UUID

import click
from rich.console import Console
from rich.table import Table

from openfactory.cli import Environment
from openfactory.core import stuck


@click.group()
def subscriptions() -> None:
    """See to reactions that have failed: each stream waits at the event that it failed at."""


@subscriptions.command("list")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def list_stuck(environment: Environment, as_json: bool) -> None:
    """List streams that wait for another attempt, or are parked until you see to them."""
    rows = environment.run(stuck.list_stuck)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    table = Table("Subscription", "Stream", "After", "Failures", "Next attempt", "Error")
    for row in rows:
        following = "parked" if row["parkedAt"] else row["retryAt"]
        table.add_row(row["consumer"], row["streamId"], str(row["seq"]), str(row["failures"]), following, row["error"])
    Console().print(table)


@subscriptions.command()
@click.argument("consumer")
@click.argument("stream_id", type=click.UUID)
@click.pass_obj
def retry(environment: Environment, consumer: str, stream_id: UUID) -> None:
    """Try the event again now."""
    environment.run(lambda: stuck.retry(consumer, stream_id))
    click.echo("it is tried again within seconds")


@subscriptions.command()
@click.argument("consumer")
@click.argument("stream_id", type=click.UUID)
@click.pass_obj
def skip(environment: Environment, consumer: str, stream_id: UUID) -> None:
    """Leave the event out, and go on with the next one."""
    seq = environment.run(lambda: stuck.skip(consumer, stream_id))
    click.echo(f"event {seq} of {stream_id} is left out")
