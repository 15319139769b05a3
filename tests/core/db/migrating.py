"""Scenarios of migrations, each run in a process of its own as it is for its users."""

from __future__ import annotations

from typing import Any

from driver import TABLES, connected, migrator

from openfactory.core.db.failures import DatabaseUnavailable
from openfactory.core.db.migrations import MigrationError, pending
from openfactory.core.db.tables import Tables


async def up(url: str, *arguments: Any) -> list[str]:
    return await migrator(url).up(*arguments)


async def down(url: str, *arguments: Any) -> list[str]:
    return await migrator(url).down(*arguments)


async def recorded_only(url: str) -> list[str]:
    return await migrator(url).up(fake=True)


async def status(url: str) -> dict[str, Any]:
    return vars(await migrator(url).status())


async def missing(url: str) -> list[str]:
    return await pending(url, TABLES)


async def sql(url: str, app: str, name: str, backward: bool) -> list[str]:
    return await migrator(url).sql(app, name, backward=backward)


async def make(url: str, options: dict[str, Any], *tables: list[str]) -> list[str]:
    return await migrator(url, *(Tables(*given) for given in tables)).make(**options)


async def refusal(url: str, what: str, *arguments: Any) -> str:
    """The message with which it is refused."""
    try:
        await getattr(migrator(url), what)(*arguments)
    except (MigrationError, DatabaseUnavailable) as error:
        return str(error)
    raise AssertionError("it was not refused")


async def own(url: str, what: str, tables: list[list[str]], *arguments: Any) -> Any:
    """The same for applications of the test's own: what is returned, or the message of the refusal."""
    try:
        done = await getattr(migrator(url, *(Tables(*given) for given in tables)), what)(*arguments)
    except MigrationError as error:
        return f"refused: {error}"
    return vars(done) if what == "status" else done


async def own_failure(url: str, tables: list[list[str]]) -> str:
    """Whatever `up` fails with."""
    try:
        await migrator(url, *(Tables(*given) for given in tables)).up()
    except Exception as error:
        return f"refused: {error}"
    return "done"


async def migrated_and_used(url: str, tables: list[list[str]]) -> list[str]:
    """Migrate, and write with the application's present model in the same process."""
    given = [Tables(*item) for item in tables]
    await migrator(url, *given).up()
    async with connected(url, *given):
        from things.models import Thing

        await Thing.create(name="now", color="green")
        return await Thing.all().order_by("id").values_list("color", flat=True)
