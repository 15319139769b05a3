"""`openfactory modules`: what is installed, what is served, and who needs whom."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from openfactory.cli import Environment
from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import ModuleError, select


@click.group()
def modules() -> None:
    """Show the installed modules."""


def _served(environment: Environment) -> set[str]:
    chosen = environment.settings().modules
    try:
        picked = select(environment.installed(), only=chosen.only, enable=chosen.enable, disable=chosen.disable)
    except ModuleError as error:
        raise click.ClickException(str(error)) from None
    return {module.name for module in picked}


@modules.command("list")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def list_modules(environment: Environment, as_json: bool) -> None:
    """List them, with version and whether they are served."""
    served = _served(environment)
    rows: list[dict[str, Any]] = [
        {
            "name": module.name,
            "version": module.version,
            "served": module.name in served,
            "prefix": module.prefix,
            "requires": list(module.requires),
            "summary": module.summary,
        }
        for module in environment.installed().values()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    table = Table("Module", "Version", "Served", "Requires", "What it brings")
    for row in rows:
        requires = ", ".join(row["requires"])
        table.add_row(row["name"], row["version"], "yes" if row["served"] else "no", requires, row["summary"])
    Console().print(table)


@modules.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def info(environment: Environment, name: str, as_json: bool) -> None:
    """Tell everything that a module declares."""
    module = environment.installed().get(name)
    if module is None:
        raise click.ClickException(f"module {name!r} is not installed; there are {', '.join(environment.installed())}")
    facts = _facts(module)
    if as_json:
        click.echo(json.dumps(facts, indent=2))
        return
    for key, value in facts.items():
        listed = value if isinstance(value, list) else [value]
        click.echo(f"{key}:" if len(listed) > 1 else f"{key}: {''.join(map(str, listed))}")
        if len(listed) > 1:
            click.echo("\n".join(f"  {item}" for item in listed))


def _facts(module: Module) -> dict[str, Any]:
    return {
        "name": module.name,
        "version": module.version or "",
        "summary": module.summary,
        "prefix": module.prefix,
        "requires": list(module.requires),
        "routes": [
            f"{route.shown} {routes.prefix if routes.absolute else module.prefix + routes.prefix}{route.path}"
            for routes in module.routes
            for route in routes.recorded
        ],
        "permissions": [permission.name for permission in module.permissions],
        "channels": [kind.name for kind in module.channels],
        "events": [event.name for event in module.events],
        "tables": [tables.label for tables in module.tables],
        "settings": list(module.settings.model_fields) if module.settings else [],
        "children": [child.name for child in module.children],
    }


@modules.command()
@click.option("--format", "form", type=click.Choice(["text", "mermaid", "dot"]), default="text", show_default=True)
@click.pass_obj
def graph(environment: Environment, form: str) -> None:
    """Draw who requires whom."""
    edges = [(module.name, required) for module in environment.installed().values() for required in module.requires]
    if form == "mermaid":
        click.echo("\n".join(["graph TD", *(f"  {name} --> {required}" for name, required in edges)]))
    elif form == "dot":
        lines = [f'  "{name}" -> "{required}";' for name, required in edges]
        click.echo("\n".join(["digraph modules {", *lines, "}"]))
    else:
        for module in environment.installed().values():
            click.echo(f"{module.name} → {', '.join(module.requires) or '–'}")
