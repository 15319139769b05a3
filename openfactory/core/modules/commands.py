"""What a module's Click commands get as `click.Context.obj`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeVar

from openfactory.core.settings import Settings

T = TypeVar("T")


class CommandEnvironment(Protocol):
    """The settings, and a way to run a coroutine with the database open."""

    def settings(self, **overrides: Mapping[str, Any]) -> Settings:
        """The settings, with overrides by section."""

    def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Open the database, run `work`, close it. Refusals become errors of the command line."""
