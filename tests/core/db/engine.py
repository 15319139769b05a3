"""Scenarios of the two engines, each run in a process of its own."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import subprocess
import uuid
from contextlib import closing
from typing import Any

from driver import TABLES, connected, migrator
from example_app.models import Organization, Phase, Project, Status, User, WorkOrder
from example_extension.models import Risk
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.expressions import F
from tortoise.functions import Count
from tortoise.transactions import in_transaction

from openfactory.core.db import failures
from openfactory.core.db.config import tortoise_config
from openfactory.core.db.statements import count_statements
from openfactory.core.db.url import parse


async def create(url: str) -> None:
    await migrator(url).up()
    async with connected(url):
        await Organization.create(slug="o", name="before")


async def _project() -> Project:
    return await Project.create(organization=await Organization.create(slug="o", name="O"), slug="p", name="P")


async def read(url: str) -> str:
    async with connected(url):
        return (await Organization.get(slug="o")).name


async def read_and_leave(url: str) -> str:
    await Tortoise.init(config=tortoise_config(url, TABLES))
    await Organization.filter(slug="o").update(name="before")
    return (await Organization.get(slug="o")).name


async def pragma(url: str, name: str) -> Any:
    async with connected(url):
        _, rows = await get_connection("default").execute_query(f"PRAGMA {name}")
        return rows[0][0]


async def read_beside_a_transaction(url: str) -> list[str]:
    await create(url)
    names: list[str] = []
    async with connected(url):
        changed, done = asyncio.Event(), asyncio.Event()

        async def write() -> None:
            async with in_transaction():
                await Organization.filter(slug="o").update(name="after")
                names.append("mine" if (await Organization.get(slug="o")).name == "after" else "not mine")
                changed.set()
                await done.wait()

        writing = asyncio.create_task(write())
        await changed.wait()
        # The transaction is open until `done`: a read that waited for it would never come back.
        async with asyncio.timeout(10):
            names.insert(0, (await Organization.get(slug="o")).name)
        done.set()
        await writing
        names.append((await Organization.get(slug="o")).name)
    return names


async def write_in_vain(url: str) -> list[Any]:
    seen: list[Any] = []
    async with connected(url):

        async def in_one_transaction() -> None:
            async with in_transaction():
                await User.create(email="b", display_name="b")

        for write in (
            lambda: Organization.filter(slug="o").update(name="x"),
            in_one_transaction,
            lambda: User.bulk_create([User(email=name, display_name=name) for name in "cd"]),
        ):
            try:
                await write()
            except Exception as error:
                seen.append([type(error).__name__, failures.is_busy(error)])
        assert not await User.all().count()
        # The locks of this process were let go of: readers and later writers are not stuck.
        async with asyncio.timeout(10):
            await read_all()
        seen.append("works again")
    return seen


async def read_all() -> int:
    return await Organization.all().count()


async def ticks_while_waiting(url: str) -> int:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    async with connected(url):
        ticking = asyncio.create_task(tick())
        try:
            await Organization.filter(slug="o").update(name="x")
        except OperationalError:
            ticking.cancel()
            return ticks
    raise AssertionError


async def commit_that_fails(url: str) -> list[Any]:
    await migrator(url).up()
    async with connected(url):
        project = await _project()
        seen: list[Any] = []
        try:
            async with in_transaction() as transaction:
                await transaction.execute_query("PRAGMA defer_foreign_keys=ON")
                await Phase.create(project_id=uuid.uuid4(), name="dangling")
        except Exception as error:
            seen = [type(error).__name__, failures.is_foreign_key_violation(error)]
        async with in_transaction():
            await Phase.create(project=project, name="fine")
        return [*seen, await Phase.all().count()]


async def counted_updates(url: str) -> list[int]:
    """An optimistic lock, on a table whose triggers keep a full-text index."""
    await migrator(url).up()
    async with connected(url):
        order = await WorkOrder.create(project=await _project(), number=1, title="a", body="alpha")
        same = WorkOrder.filter(id=order.id, revision=1)
        return [await same.update(title=title, revision=F("revision") + 1) for title in "bc"]


async def script_rolled_back(url: str) -> list[str]:
    await migrator(url).up()
    async with connected(url):
        insert = "INSERT INTO organizations (id, created_at, slug, name) VALUES ('%s', '2026-01-01', '%s', 'n;');"
        try:
            async with in_transaction() as transaction:
                await transaction.execute_script(insert % ("1", "x") + insert % ("2", "y"))
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        await get_connection("default").execute_script(insert % ("3", "a;b"))
        return await Organization.all().values_list("slug", flat=True)


async def cancelled_begin(url: str) -> int:
    """A transaction that waits for another connection's is cancelled; the next one works."""
    await migrator(url).up()
    async with connected(url):
        with closing(sqlite3.connect(parse(url).path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            waiting = asyncio.create_task(_empty_transaction())
            await asyncio.sleep(0.1)
            assert not waiting.done()
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        async with asyncio.timeout(10), in_transaction():
            await User.create(email="a", display_name="a")
        return await User.all().count()


async def _empty_transaction() -> None:
    async with in_transaction():
        pass


# Both engines


async def statements(url: str) -> dict[str, list[str]]:
    """The first words of what is counted, by the way it is sent; another task sends it, as in a server."""
    await migrator(url).up()
    counted: dict[str, list[str]] = {}
    async with connected(url):
        connection = get_connection("default")

        async def transaction() -> None:
            async with in_transaction():
                await User.create(email="t", display_name="t")
                async with in_transaction():
                    await User.filter(email="t").update(display_name="u")

        ways = {
            "create": lambda: User.create(email="a", display_name="a"),
            "read": lambda: User.get(email="a"),
            "update": lambda: User.filter(email="a").update(display_name="b"),
            "delete": lambda: User.filter(email="nobody").delete(),
            "bulk": lambda: User.bulk_create([User(email=name, display_name=name) for name in "xyz"]),
            "transaction": transaction,
            "rows": lambda: connection.execute_query_dict("  SELECT 1 AS one"),
            "with": lambda: connection.execute_query_dict("WITH t AS (SELECT 1 AS one) SELECT * FROM t"),
            "failing": lambda: connection.execute_query_dict("SELECT nonsense"),
        }
        for name, way in ways.items():
            with count_statements() as seen:
                await asyncio.gather(asyncio.create_task(_awaited(way())), return_exceptions=True)
            counted[name] = [sql.split()[0].upper() for sql in seen]
        with count_statements() as seen, count_statements() as twice:
            await read_all()
        counted["nested"] = [str(len(seen)), str(len(twice))]
        await read_all()
        counted["afterwards"] = [str(len(seen))]
    return counted


async def _awaited(work: Any) -> Any:
    return await work


async def violations(url: str) -> dict[str, list[str]]:
    """What each failure is taken for."""
    await migrator(url).up()
    found: dict[str, list[str]] = {}
    async with connected(url):
        project = await _project()
        phase = await Phase.create(project=project, name="held")
        order = await WorkOrder.create(project=project, phase=phase, number=1, title="a")
        connection = get_connection("default")
        attempts = {
            "same slug": lambda: Organization.create(slug="o", name="again"),
            "same key": lambda: Phase.create(id=phase.id, project=project, name="again"),
            "same title": lambda: WorkOrder.create(project=project, number=2, title="a"),
            "dangling": lambda: Phase.create(project_id=uuid.uuid4(), name="dangling"),
            "held": lambda: Phase.filter(id=phase.id).delete(),
            "check": lambda: WorkOrder.filter(id=order.id).update(priority=-1),
            "no table": lambda: connection.execute_query_dict("SELECT * FROM nowhere"),
            "syntax": lambda: connection.execute_query_dict("SELECT FROM WHERE"),
        }
        for name, attempt in attempts.items():
            try:
                await attempt()
            except Exception as error:
                found[name] = kinds(error)
    return found


def kinds(error: BaseException) -> list[str]:
    return [name for name in dir(failures) if name.startswith("is_") and getattr(failures, name)(error)]


async def semantics(url: str) -> dict[str, Any]:
    """What has to be the same on both databases."""
    await migrator(url).up()
    seen: dict[str, Any] = {}
    async with connected(url):
        project = await _project()
        meta = {"tags": ["x"], "a": {"b": [1]}}
        order = await WorkOrder.create(project=project, number=1, title="a", meta=meta)
        seen["json"] = (await WorkOrder.get(id=order.id)).meta == meta
        same = await WorkOrder.get(id=order.id)
        seen["enum"] = same.status is Status.draft
        seen["uuid"] = isinstance(same.id, uuid.UUID) and same.id.version == 7
        seen["utc"] = same.created_at.utcoffset() == dt.timedelta(0)
        seen.update(await _moments(order))
        seen.update(await _relations(order))
        seen.update(await _nested_transactions(project))
        seen.update(await _cancelled_transaction(project))
        seen.update(await _concurrent_increments(project))
        seen["null byte"] = await get_connection("default").execute_query_dict("SELECT 'a' AS a")
    return seen


async def _moments(order: WorkOrder) -> dict[str, Any]:
    moment = dt.datetime(2026, 7, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    await WorkOrder.filter(id=order.id).update(deleted_at=moment)
    earlier = await WorkOrder.filter(deleted_at__lt=dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)).count()
    kept = (await WorkOrder.get(id=order.id)).deleted_at == moment
    await WorkOrder.filter(id=order.id).update(deleted_at=None)
    return {"zones compare as moments": [kept, earlier]}


async def _relations(order: WorkOrder) -> dict[str, Any]:
    user = await User.create(email="x@y", display_name="X")
    await order.assignees.add(user)
    await Risk.create(work_order=order)
    same = await WorkOrder.filter(number=1).prefetch_related("assignees").select_related("project").first()
    return {
        "many to many": [assignee.email for assignee in same.assignees],
        "foreign key": same.project.slug,
        "counted": await WorkOrder.annotate(n=Count("assignees")).filter(n__gt=0).values_list("n", flat=True),
        "extension": await WorkOrder.filter(risks__level=1).count(),
    }


async def _nested_transactions(project: Project) -> dict[str, Any]:
    async with in_transaction():
        await Phase.create(project=project, name="outer")
        for bad in ("inner", "taken"):
            try:
                async with in_transaction():
                    await Phase.create(project=project, name=bad)
                    await Organization.create(slug="o", name="taken already")
            except IntegrityError:
                pass
        await Phase.create(project=project, name="after")
        own = await asyncio.gather(Phase.filter(name="after").exists())
    names = sorted(await Phase.all().values_list("name", flat=True))
    return {"inner transactions are savepoints": names, "child tasks share a transaction": own}


async def _cancelled_transaction(project: Project) -> dict[str, Any]:
    started = asyncio.Event()

    async def slow() -> None:
        async with in_transaction():
            await Phase.create(project=project, name="cancelled")
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await started.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(10):
        await Phase.create(project=project, name="alive")
    return {"a cancelled transaction is undone": not await Phase.filter(name="cancelled").exists()}


async def _concurrent_increments(project: Project) -> dict[str, Any]:
    phase = await Phase.create(project=project, name="counter")

    async def increment() -> None:
        async with in_transaction():
            current = await Phase.filter(id=phase.id).select_for_update().get()
            await asyncio.sleep(0.001)
            await Phase.filter(id=phase.id).update(position=current.position + 1)

    await asyncio.gather(*(increment() for _ in range(20)))
    return {"twenty increments": (await Phase.get(id=phase.id)).position}


# PostgreSQL


async def cancelled_at_every_step(url: str) -> int:
    """A transaction cancelled a little later each time, also while BEGIN is on its way; how many worked."""
    await migrator(url).up()
    worked = 0
    async with connected(url, pool_min=1, pool_max=1):
        await read_all()
        for steps in range(40):
            transaction = asyncio.create_task(_empty_transaction())
            for _ in range(steps):
                await asyncio.sleep(0)
            transaction.cancel()
            await asyncio.gather(transaction, return_exceptions=True)
            async with asyncio.timeout(10):
                await _empty_transaction()
            worked += 1
    return worked


def _psql(url: str, sql: str) -> None:
    """In another session, and without letting the event loop notice what happens."""
    subprocess.run(["psql", "-qXAt", url, "-c", sql], check=True, capture_output=True)


KILL_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def lost_connections(url: str) -> list[Any]:
    """The server ends the pool's only connection again and again, when a transaction is to begin."""
    await migrator(url).up()
    seen: list[Any] = []
    async with connected(url, pool_min=1, pool_max=1):
        for number in range(3):
            await User.create(email=f"{number}", display_name="x")
            _psql(url, KILL_OTHERS)
            try:
                async with in_transaction():
                    await User.create(email="lost", display_name="x")
            except Exception as error:
                seen.append(kinds(error))
        async with asyncio.timeout(10):
            seen.append(await User.all().count())
    return seen


async def lost_within(url: str) -> list[Any]:
    """The same in the middle of a transaction: what is told is the loss, and not the rollback's failure."""
    await migrator(url).up()
    async with connected(url, pool_min=1, pool_max=1):
        try:
            async with in_transaction():
                await User.create(email="a", display_name="x")
                _psql(url, KILL_OTHERS)
                await User.create(email="b", display_name="x")
        except Exception as error:
            return [kinds(error), await User.all().count()]
    raise AssertionError


async def serialization(url: str) -> list[str]:
    await migrator(url).up()
    async with connected(url):
        await User.create(email="a", display_name="0")
        try:
            async with in_transaction() as transaction:
                await transaction.execute_query("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
                await User.get(email="a")
                _psql(url, "UPDATE users SET display_name = 'other'")
                await User.filter(email="a").update(display_name="mine")
        except Exception as error:
            return kinds(error)
    raise AssertionError


async def lock_not_given(url: str) -> list[str]:
    await migrator(url).up()
    async with connected(url):
        await User.create(email="a", display_name="0")
        async with in_transaction():
            await User.filter(email="a").update(display_name="1")
            return await asyncio.create_task(_nowait())


async def _nowait() -> list[str]:
    from tortoise.context import require_context

    client = require_context().connections.get("default")._parent
    async with client.acquire_connection() as connection:
        try:
            await connection.fetch("SELECT * FROM users FOR UPDATE NOWAIT")
        except Exception as error:
            return kinds(error)
    raise AssertionError


async def last_query_of_idle_connections(url: str) -> list[str]:
    await migrator(url).up()
    async with connected(url, pool_min=1, pool_max=1):
        await User.filter(email="nobody").delete()
        shown = await asyncio.to_thread(
            subprocess.run,
            [
                "psql",
                "-qXAt",
                url,
                "-c",
                "SELECT query FROM pg_stat_activity WHERE application_name = 'openfactory' "
                "AND datname = current_database() AND pid <> pg_backend_pid()",
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        return shown.stdout.split("\n")
