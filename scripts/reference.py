"""Write docs/reference from the code; with --check, fail where the files are not what the code says."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from inspect import cleandoc, getdoc
from pathlib import Path
from typing import Any

import click

from openfactory.app import create_app, served_modules
from openfactory.cli import main as command_line
from openfactory.core.errors import Refusal
from openfactory.core.settings import load_settings

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
SETTINGS = load_settings(
    {module.name: module.settings for module in served_modules(load_settings({}, environ={})) if module.settings},
    environ={},
)
APP = create_app(SETTINGS, name="reference").ctx.openfactory


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A Markdown table."""
    titles = list(head)
    lines = [
        titles,
        ["---"] * len(titles),
        *([str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def settings() -> str:
    """Every setting, by section."""
    sections: dict[str, list[Any]] = {}
    for found in SETTINGS.explain():
        sections.setdefault(found.key.rpartition(".")[0] or "(top level)", []).append(found)
    parts = [
        f"## {name}\n\n"
        + table(
            ["Setting", "Variable", "Default", "Means"],
            [
                (
                    f"`{item.key}`",
                    f"`OPENFACTORY_{item.key.upper().replace('.', '_')}`",
                    f"`{item.value_shown}`",
                    item.description,
                )
                for item in items
            ],
        )
        for name, items in sections.items()
    ]
    return (
        "# Settings\n\nFlags win over variables, variables over `openfactory.toml`, that over defaults.\n\n"
        + "\n".join(parts)
    )


def commands() -> str:
    """Every command with its options."""
    context = click.Context(command_line, info_name="openfactory")
    return "# Commands\n\n" + "\n".join(command(command_line, context))


def command(found: click.Command, context: click.Context) -> Iterator[str]:
    """A command's part, and its subcommands'."""
    yield f"## `{context.command_path}`\n\n{cleandoc(found.help or '')}\n"
    rows = [
        (f"`{' '.join(parameter.opts) or parameter.name}`", getattr(parameter, "help", None) or "")
        for parameter in found.params
        if not getattr(parameter, "hidden", False)
    ]
    if rows:
        yield table(["Option", "Means"], rows)
    if isinstance(found, click.Group):
        for name in found.list_commands(context):
            child = found.get_command(context, name)
            assert child is not None
            yield from command(child, click.Context(child, info_name=name, parent=context))


def routes() -> str:
    """Every route, by module."""
    parts = []
    for module in dict.fromkeys(operation.module for operation in APP.operations):
        rows = [
            (
                f"`{'WS' if operation.endpoint.socket else operation.method} {operation.path}`",
                operation.endpoint.summary,
                operation.endpoint.needs
                if isinstance(operation.endpoint.needs, str)
                else f"*{operation.endpoint.needs.name}*",
            )
            for operation in APP.operations
            if operation.module == module
        ]
        parts.append(f"## {module}\n\n" + table(["Route", "Does", "Needs"], rows))
    return "# Routes\n\nBodies and answers are at `/docs` on your server.\n\n" + "\n".join(parts)


def events() -> str:
    """Every event."""
    rows = [
        (
            f"`{event.name}`",
            (getdoc(event) or "").partition("\n")[0],
            ", ".join(f"`{name}`" for field in fields(event) if (name := field.name) != "changes"),
        )
        for scope in APP.scopes
        for event in scope.module.events
    ]
    return "# Events\n\nFacts in the log; the activity feed and the audit trail read them.\n\n" + table(
        ["Event", "Says", "Fields"], sorted(rows)
    )


def refused() -> dict[str, type[Refusal]]:
    """Every refusal that a caller can meet, by code."""
    public = (refusal for refusal in (Refusal, *subclasses(Refusal)) if not refusal.__name__.startswith("_"))
    return {refusal.code: refusal for refusal in public}


def subclasses(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    """All kinds of a refusal, down to the last."""
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def error_codes() -> str:
    """Every error code."""
    rows = [
        (f"`{code}`", refusal.status, refusal.title, (getdoc(refusal) or "").partition("\n")[0])
        for code, refusal in sorted(refused().items())
    ]
    return (
        "# Errors\n\nThe `code` of problem documents; `type` is the code after `https://openfactory.dev/problems/`.\n\n"
        + table(["Code", "Status", "Title", "When"], rows)
    )


def permissions() -> str:
    """Every permission."""
    rows = [
        (
            f"`{name}`",
            permission.summary,
            ", ".join(sorted(permission.roles)),
            ", ".join(f"`{scope}`" for scope in sorted(permission.scopes)) or "–",
        )
        for name, permission in sorted(APP.resolver.permissions.items())
    ]
    return "# Permissions\n\nHeld by role; an API key needs one of the scopes as well.\n\n" + table(
        ["Permission", "Lets", "Roles", "Scopes"], rows
    )


PAGES = {
    "settings": settings,
    "commands": commands,
    "routes": routes,
    "events": events,
    "errors": error_codes,
    "permissions": permissions,
}


def main() -> int:
    """0 where all is up to date, or written."""
    stale = []
    for name, write in PAGES.items():
        text, file = write().rstrip() + "\n", FOLDER / f"{name}.md"
        if not file.exists() or file.read_text() != text:
            stale.append(name)
            if "--check" not in sys.argv:
                file.write_text(text)
    if stale and "--check" in sys.argv:
        print(f"out of date: {', '.join(stale)}: run scripts/docs")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
