"""Running a coroutine for a command: the database opened and closed around it, errors in one line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import click
from tortoise import Tortoise

from openfactory.app import database_config
from openfactory.core import background
from openfactory.core.db import failures
from openfactory.core.errors import Refusal
from openfactory.core.modules.module import Module
from openfactory.core.settings import Settings

T = TypeVar("T")


def run(settings: Settings, installed: Mapping[str, Module], work: Callable[[], Awaitable[T]]) -> T:
    """The result of `work`."""

    settings.data.mkdir(parents=True, exist_ok=True)

    async def opened() -> T:
        await Tortoise.init(config=database_config(settings, installed), _enable_global_fallback=True)
        try:
            result = await work()
            await background.drain()
            return result
        finally:
            await Tortoise.close_connections()

    try:
        return asyncio.run(opened())
    except Refusal as refusal:
        lines = [f"{fault.pointer}: {fault.message}" for fault in refusal.faults]
        raise click.ClickException("\n".join(lines) or str(refusal)) from None
    except Exception as error:
        if failures.is_missing_table(error):
            raise click.ClickException("the database is not migrated: run `openfactory migrate up`") from None
        if failures.is_unavailable(error):
            raise click.ClickException(f"the database cannot be reached: {error}") from None
        raise
