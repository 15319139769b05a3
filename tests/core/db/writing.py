"""Scenarios of processes that write, each transaction a row and the counter of the rows."""

from __future__ import annotations

import asyncio
import itertools
import time
from pathlib import Path

from driver import connected, migrator
from example_app.models import Organization, User
from tortoise.expressions import F
from tortoise.transactions import in_transaction

COUNTED = "SELECT (SELECT settings FROM users WHERE email = 'counter'), (SELECT count(*) FROM organizations)"


async def prepare(url: str) -> None:
    await migrator(url).up()
    async with connected(url):
        await User.create(email="counter", display_name="0", settings=0)


async def _write(slug: str) -> str:
    async with in_transaction():
        counter = await User.filter(email="counter").select_for_update().get()
        await User.filter(email="counter").update(settings=counter.settings + 1)
        await Organization.create(slug=slug, name="x")
    return slug


async def write_for(url: str, who: int, seconds: float) -> int:
    """How many were written."""
    deadline = time.monotonic() + seconds
    async with connected(url):
        for number in itertools.count():
            if time.monotonic() > deadline:
                return number
            await _write(f"{who}-{number}")
    raise AssertionError


async def write_forever(url: str, who: str, acknowledged: str) -> None:
    """Until somebody kills it; each commit is acknowledged in a file, line by line."""
    async with connected(url):
        with Path(acknowledged).open("w", buffering=1) as lines:
            for number in itertools.count():
                lines.write(await _write(f"{who}-{number}") + "\n")


async def mixed_load(url: str, who: int, operations: int, lanes: int) -> int:
    """Transactions that read and write, inserts, and updates, several at once; how many were done."""

    async def lane(lane: int) -> int:
        for number in range(operations):
            slug = f"{who}-{lane}-{number}"
            if number % 3 == 0:
                await _write(slug)
            elif number % 3 == 1:
                await User.create(email=slug, display_name="x")
            else:
                await User.filter(email=f"{who}-{lane}-{number - 1}").update(display_name=F("email"))
        return operations

    async with connected(url):
        return sum(await asyncio.gather(*map(lane, range(lanes))))
