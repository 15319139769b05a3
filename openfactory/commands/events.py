"""`openfactory events`: the event log in a terminal."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click
from rich.console import Console
from rich.text import Text

from openfactory.cli import Environment

if TYPE_CHECKING:
    from openfactory.core.bus import Subscription
    from openfactory.core.settings import Settings

LOOK_SECONDS = 1.0  # where the bus does not wake us
COLOURS = ("cyan", "green", "magenta", "yellow", "blue")


@click.group()
def events() -> None:
    """Look at the event log."""


@events.command()
@click.option("--project", help="Of one project alone: its id, or its slug.")
@click.option("--type", "types", multiple=True, help="Events of these names alone; * stands for anything.")
@click.option(
    "-n",
    "--lines",
    "last",
    type=click.IntRange(0, 10_000),
    default=10,
    show_default=True,
    help="Begin with so many of the last events, of whatever names.",
)
@click.option("--follow/--no-follow", default=True, help="Go on as events come, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def tail(
    environment: Environment, project: str | None, types: tuple[str, ...], last: int, follow: bool, as_json: bool
) -> None:
    """Show the last events, and those that come.

    Reads the database itself, so it works whether a server runs or not; where one runs, its broker tells of news.
    """
    settings, show = environment.settings(), _write if as_json else _print

    async def work() -> None:
        stream_id = await _project(project) if project else None
        chosen = lambda name: not types or any(fnmatchcase(name, pattern) for pattern in types)  # noqa: E731
        await _tail(settings, stream_id, last, follow, lambda event: show(event) if chosen(event["name"]) else None)

    with suppress(KeyboardInterrupt):
        environment.run(work)


async def _project(text: str) -> UUID:
    from openfactory.core.db.queries import Query, as_id

    query = Query(
        "commands.find_project",
        "SELECT id, name FROM projects_projects "
        "WHERE deleted_at IS NULL AND (CAST(id AS TEXT) = :text OR slug = :text)",
    )
    rows = await query.rows(text=text)
    if len(rows) != 1:
        many = "several organizations have a project" if rows else "there is no project"
        raise click.ClickException(f"{many} {text!r}: give its id")
    return as_id(rows[0]["id"])


async def _tail(settings: Settings, stream_id: UUID | None, last: int, follow: bool, show: Any) -> None:
    from openfactory.core.bus import Bus
    from openfactory.core.events.news import CHANNEL
    from openfactory.core.events.whole import grow
    from openfactory.core.processes.broker import broker_url

    bus = Bus(broker_url(settings) if follow else None, prefix=settings.broker.prefix)
    async with bus.running(), bus.subscribe(CHANNEL) as messages:

        async def wait() -> None:
            if not follow:
                raise _Enough
            await _woken(messages)

        with suppress(_Enough):
            async for event in grow(wait, stream_id=stream_id, last=last):
                show(event)


class _Enough(Exception):
    """There is nothing more now."""


async def _woken(messages: Subscription) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LOOK_SECONDS):
            await anext(messages)


def _write(event: dict[str, Any]) -> None:
    event = {**event, "data": json.loads(event["data"])}
    event["changes"] = json.loads(event["changes"]) if event["changes"] else None
    click.echo(json.dumps(event, default=str))


def _print(event: dict[str, Any]) -> None:
    """One line: when, what, who, and what is told of it. Names come from users: nothing in them is obeyed."""
    data, module = json.loads(event["data"]), event["name"].partition(".")[0]
    told = [f"{name}={value}" for name, value in data.items() if not name.endswith("Id") and value is not None]
    changes = json.loads(event["changes"]) if event["changes"] else {}
    told += [f"{name}: {change['old']} → {change['new']}" for name, change in changes.items()]
    line = Text.assemble(
        (str(event["occurred_at"])[:19], "dim"),
        "  ",
        (f"{event['name']:<36}", f"bold {COLOURS[sum(map(ord, module)) % len(COLOURS)]}"),
        (f"{event['entity_id']}  ", "dim"),
        (_plain(event["actor_name"] or event["actor_kind"]), "green"),
        f"  {_plain(', '.join(told))}",
    )
    Console(highlight=False, soft_wrap=True).print(line)


def _plain(text: str) -> str:
    return "".join(character if character.isprintable() else "·" for character in text)[:300]
