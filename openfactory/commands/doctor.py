"""`openfactory doctor`: what would keep the server from working well, each finding with its fix."""

from __future__ import annotations

import json
import sys

import click

from openfactory.cli import Environment

MARKS = {"ok": "✓", "warning": "!", "error": "✗"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def doctor(environment: Environment, as_json: bool) -> None:
    """Look for what is wrong with this installation. Exits with 1 where there is an error."""
    from openfactory.commands.checkup import examine

    findings = examine(environment)
    if as_json:
        click.echo(json.dumps([finding.__dict__ for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.level]} {finding.subject}: {finding.text}")
            if finding.fix:
                click.echo(f"    fix: {finding.fix}")
    errors = sum(finding.level == "error" for finding in findings)
    if errors and not as_json:
        click.echo(f"\n{errors} error{'s' if errors > 1 else ''}")
    sys.exit(1 if errors else 0)
