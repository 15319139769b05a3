"""`openfactory openapi`: the contract of the modules that the settings choose."""

from __future__ import annotations

import json
from pathlib import Path

import click
import yaml

from openfactory.cli import Environment


@click.command()
@click.option("--yaml", "as_yaml", is_flag=True, help="YAML instead of JSON.")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of the screen.")
@click.pass_obj
def openapi(environment: Environment, as_yaml: bool, output: Path | None) -> None:
    """Print the OpenAPI 3.1 document."""
    from openfactory.app import create_app

    app = create_app(environment.settings(), installed=environment.installed())
    document = json.loads(app.ctx.openfactory.scopes[0].context.openapi())
    text = yaml.safe_dump(document, sort_keys=False) if as_yaml else json.dumps(document, indent=2)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n")
        click.echo(f"{output}: {len(document['paths'])} paths", err=True)
