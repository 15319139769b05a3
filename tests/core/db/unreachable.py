"""A database that is not there, met by a statement, a read and a transaction."""

from __future__ import annotations

from driver import connected
from engine import kinds
from example_app.models import Organization
from tortoise.transactions import in_transaction


async def attempts(url: str) -> list[list[str]]:
    async def transaction() -> None:
        async with in_transaction():
            pass

    found: list[list[str]] = []
    async with connected(url):
        for attempt in (
            lambda: Organization.create(slug="o", name="o"),
            lambda: Organization.all().count(),
            transaction,
        ):
            try:
                await attempt()
            except Exception as error:
                found.append([*kinds(error), *(["its password"] if "hunter2" in str(error) else [])])
    return found
