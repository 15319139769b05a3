"""The command group. Commands are imported when they are called, so that `openfactory --help` is quick."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import openfactory

if TYPE_CHECKING:
    from openfactory.core.modules.module import Module
    from openfactory.core.settings import Settings

T = TypeVar("T")

COMMANDS = {
    "serve": "openfactory.commands.serve:serve",
    "migrate": "openfactory.commands.migrate:migrate",
    "modules": "openfactory.commands.modules:modules",
    "openapi": "openfactory.commands.openapi:openapi",
    "config": "openfactory.commands.config:config",
    "doctor": "openfactory.commands.doctor:doctor",
    "worker": "openfactory.commands.worker:worker",
    "jobs": "openfactory.commands.jobs:jobs",
    "subscriptions": "openfactory.commands.subscriptions:subscriptions",
    "backup": "openfactory.commands.backup:backup",
    "restore": "openfactory.commands.backup:restore",
    "events": "openfactory.commands.events:events",
    "search": "openfactory.commands.search:search",
    "completion": "openfactory.commands.completion:completion",
}


class Environment:
    """What commands share: the settings and the installed modules, each loaded when first asked for."""

    def __init__(self, config: Path | None) -> None:
        self._config = config
        self._installed: dict[str, Module] | None = None

    def installed(self) -> dict[str, Module]:
        """The installed modules by name; a broken one is an error that names it."""
        from openfactory.core.modules.selection import ModuleError, discover

        if self._installed is None:
            try:
                self._installed = discover()
            except ModuleError as error:
                raise click.ClickException(str(error)) from None
        return self._installed

    def settings(self, **overrides: Mapping[str, Any]) -> Settings:
        """The settings, with what the command line says on top; all problems at once where they are wrong."""
        from openfactory.core.settings import SettingsError, load_settings

        sections = {module.name: module.settings for module in self.installed().values() if module.settings is not None}
        try:
            return load_settings(sections, file=self._config, overrides=dict(overrides))
        except SettingsError as error:
            raise click.ClickException(str(error)) from None

    def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run `work` with the database open; refusals and an absent database end the command with one line."""
        from openfactory.commands.running import run

        return run(self.settings(), self.installed(), work)


class Commands(click.Group):
    """Built-in commands, and those of the installed modules."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Every command's name."""
        return sorted({*COMMANDS, *self._module_commands(context)})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command, imported now."""
        target = COMMANDS.get(name) or self._module_commands(context).get(name)
        if target is None:
            return None
        module, _, attribute = target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def _module_commands(self, context: click.Context) -> dict[str, str]:
        environment = _environment(context)
        return {
            module.commands.rpartition(":")[2]: module.commands
            for module in environment.installed().values()
            if module.commands
        }


def _environment(context: click.Context) -> Environment:
    if not isinstance(context.obj, Environment):
        context.obj = Environment(context.params.get("config"))
    return context.obj


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(openfactory.__version__, prog_name="openfactory")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="OPENFACTORY_CONFIG",
    help="The settings file; otherwise ./openfactory.toml where there is one.",
)
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """The API server of an AI-native software-delivery platform.

    `openfactory serve` starts it: no configuration is needed. Settings come from flags, OPENFACTORY_…
    variables and openfactory.toml; `openfactory config` shows them all.
    """
    _environment(context)


if __name__ == "__main__":
    main()
