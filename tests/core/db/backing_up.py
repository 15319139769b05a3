"""Scenarios of backup and restore, each run in a process of its own."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from driver import TABLES

from openfactory.core.db.backup import BackupError, backup, finish_interrupted_restore, restore
from openfactory.core.db.failures import DatabaseUnavailable


async def make(url: str, target: str, data: str) -> dict[str, Any]:
    return vars(await backup(Path(target), url=url, tables=TABLES, data=Path(data)))


async def put_back(url: str, source: str, data: str, force: bool = False) -> dict[str, Any]:
    return vars(await restore(Path(source), url=url, tables=TABLES, data=Path(data), force=force))


async def put_back_without(url: str, source: str, data: str, label: str) -> dict[str, Any]:
    """In an installation that lacks an application."""
    tables = [item for item in TABLES if item.label != label]
    return vars(await restore(Path(source), url=url, tables=tables, data=Path(data)))


async def refusal(url: str, what: str, *arguments: Any) -> str:
    try:
        await globals()[what](url, *arguments)
    except (BackupError, DatabaseUnavailable) as error:
        return str(error)
    raise AssertionError("it was not refused")


async def steps(url: str, source: str, data: str) -> list[Any]:
    """What a restore tells of its progress."""
    told: list[Any] = []
    await restore(Path(source), url=url, tables=TABLES, data=Path(data), progress=lambda *step: told.append(step))
    return told


async def killed(url: str, source: str, data: str, event: str, count: int) -> str:
    """A restore that SIGKILL ends at the given occurrence of an audit event; "whole" if there were fewer."""
    seen = 0

    def watch(name: str, _arguments: Any) -> None:
        nonlocal seen
        if name == event:
            seen += 1
            if seen == count:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    await restore(Path(source), url=url, tables=TABLES, data=Path(data), force=True)
    return "whole"


async def finish(url: str, data: str) -> None:
    await finish_interrupted_restore(Path(data), url)
