"""`openfactory config`: every setting, its value and where it comes from."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Column, Table

from openfactory.cli import Environment


@click.command()
@click.option("--section", help="Only this section.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def config(environment: Environment, section: str | None, as_json: bool) -> None:
    """Show every setting, its value (secrets masked) and its source.

    Exits with 1, and all that is wrong, where the settings are not valid.
    """
    found = [item for item in environment.settings().explain() if section is None or item.key.startswith(f"{section}.")]
    if section is not None and not found:
        raise click.ClickException(f"there is no section {section!r}")
    if as_json:
        shown = {item.key: {"value": item.value_shown, "source": item.source} for item in found}
        click.echo(json.dumps(shown, indent=2))
        return
    table = Table("Setting", Column("Value", overflow="fold"), Column("Source", overflow="fold"))
    for item in found:
        table.add_row(item.key, item.value_shown, "" if item.source == "default" else item.source)
    Console().print(table)
