"""`openfactory user`: accounts from the command line."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table

from openfactory.blueprints.auth.schemas import SignUp
from openfactory.blueprints.auth.service import accounts, administration
from openfactory.core.access import Access
from openfactory.core.modules.commands import CommandEnvironment

_PASSWORD = click.password_option(help="Asked for where it is not given.")


@click.group()
def user() -> None:
    """Make and change accounts."""


@user.command()
@click.argument("email")
@click.option("--name", help="The user's name; otherwise the first part of the address.")
@click.option("--organization", help="The name of an organization for the user to found.")
@_PASSWORD
@click.pass_obj
def create(
    environment: CommandEnvironment, email: str, name: str | None, organization: str | None, password: str
) -> None:
    """Make an account."""
    try:
        wanted = SignUp.model_validate(
            {
                "email": email,
                "name": name or email.partition("@")[0],
                "password": password,
                "organizationName": organization,
            }
        )
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    account = environment.run(lambda: accounts.sign_up(Access.system(), wanted))
    founded = f", founded {account.organization.slug}" if account.organization else ""
    click.echo(f"{account.user.email} ({account.user.id}){founded}")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def list_users(environment: CommandEnvironment, as_json: bool) -> None:
    """List all accounts."""
    users = environment.run(administration.list_users)
    if as_json:
        click.echo(json.dumps(users, indent=2))
        return
    table = Table("E-mail", "Name", "Organizations", "Since")
    for row in users:
        table.add_row(row["email"], row["name"], row["organizations"] or "–", row["createdAt"])
    Console().print(table)


@user.command("set-password")
@click.argument("email")
@_PASSWORD
@click.pass_obj
def set_password(environment: CommandEnvironment, email: str, password: str) -> None:
    """Give a user another password; all of their sessions end."""
    environment.run(lambda: administration.set_password(Access.system(), email, password))
    click.echo(f"{email}: the password is changed, all sessions have ended")
