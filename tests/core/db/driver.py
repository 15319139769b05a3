"""Runs one scenario in a process of its own, which `nursery` has forked.

One process serves one dialect (see `tortoise_config`), so a test that touches Tortoise names a function, by
module, and sees what it returns as JSON. Arguments are JSON too.
"""

from __future__ import annotations

import importlib
import json
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tortoise import Tortoise

from openfactory.core.db.config import tortoise_config
from openfactory.core.db.migrations import Migrator
from openfactory.core.db.tables import Tables

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TABLES = (
    Tables("example", "example_app.models", "example_app.migrations"),
    Tables("risk", "example_extension.models", "example_extension.migrations"),
)


def migrator(url: str, *tables: Tables) -> Migrator:
    return Migrator(tortoise_config(url, tables or TABLES))


@asynccontextmanager
async def connected(url: str, *tables: Tables, **options: int) -> AsyncIterator[None]:
    """Connected as a worker is."""
    await Tortoise.init(config=tortoise_config(url, tables or TABLES, **options))
    try:
        yield
    finally:
        await Tortoise.close_connections()


async def main(url: str, module: str, function: str, *arguments: str) -> None:
    scenario = getattr(importlib.import_module(module), function)
    returned = await scenario(url, *map(json.loads, arguments))
    sys.stdout.write(json.dumps(returned, default=str) + "\n")
