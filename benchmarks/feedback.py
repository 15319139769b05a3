"""What intake, inbox, figures and triage of feedback cost as a project grows, and under many senders.

    python benchmarks/feedback.py                              the growth curve, on SQLite
    python benchmarks/feedback.py --database postgres --sizes 1000,100000
    python benchmarks/feedback.py --senders 5000               latency of intake and inbox while so much is sent

Each figure of the curve is the wall time of a call of the service, database included, with 50 items a page: the least
of its calls. `triage of one` is the time of a batch divided by its size.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, timedelta
from itertools import islice
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import click
import httpx
from rich.console import Console
from rich.table import Table
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.queryset import QuerySet

from openfactory.app import installed_tables
from openfactory.blueprints.projects import api as projects
from openfactory.blueprints.validator import api as validator
from openfactory.blueprints.validator.models import Band, Tag, TagTally, Tally
from openfactory.blueprints.validator.service import triage
from openfactory.blueprints.validator.triage.likeness import buckets, signs
from openfactory.core import clock
from openfactory.core.access import Access, Caller, Role
from openfactory.core.db.config import tortoise_config
from openfactory.core.db.migrations import Migrator
from openfactory.core.db.transactions import transaction
from openfactory.core.http.pages import write_cursor
from openfactory.core.ids import uuid7
from openfactory.shared.accounts.models import User
from openfactory.shared.accounts.organizations import found_organization
from openfactory.shared.search import service as search
from openfactory.testing.databases import PostgresDatabases
from openfactory.testing.server import running_server

Call = Callable[[], Awaitable[Any]]
DAYS = 365
# Of a hundred so many have each status.
SHARES = (*["triaged"] * 50, *["in_progress"] * 10, *["resolved"] * 30, *["dismissed"] * 10)
CATEGORIES = ("bug", "bug", "feature_request", "performance", "other")
NOUNS = (
    *("pump", "valve", "route", "meter", "crew", "report", "map", "label"),
    *("photo", "hall", "sensor", "alarm", "tank", "pipe", "order"),
)
FAULTS = ("broken", "stuck", "wrong", "empty", "twice", "missing", "upside", "late", "noisy", "blank")


@click.command()
@click.option("--database", default="sqlite", show_default=True, type=click.Choice(["sqlite", "postgres"]))
@click.option("--sizes", default="1000,10000,100000", show_default=True, help="Feedback, with commas between.")
@click.option("--repeat", default=31, show_default=True, type=click.IntRange(3), help="Calls for each figure.")
@click.option("--senders", default=0, help="Send so much to a real server instead, and print latencies.")
def main(database: str, sizes: str, repeat: int, senders: int) -> None:
    """Measure feedback in projects of several sizes, or a server that is being flooded."""
    if senders:
        asyncio.run(_flood(database, senders))
        return
    wanted = sorted(int(size) for size in sizes.split(","))
    curves: dict[str, list[float]] = {}
    for size in wanted:
        for name, milliseconds in asyncio.run(_measured(database, size, repeat)).items():
            curves.setdefault(name, []).append(milliseconds)
    table = Table(title=f"{database}: milliseconds, least")
    for title in ("", *(f"{size:,}" for size in wanted), "growth"):
        table.add_column(title, justify="left" if not title else "right")
    for name, figures in curves.items():
        table.add_row(name, *(f"{figure:.2f}" for figure in figures), f"×{figures[-1] / figures[0]:.2f}")
    Console().print(table)


@asynccontextmanager
async def _database(dialect: str) -> AsyncIterator[str]:
    if dialect == "sqlite":
        with TemporaryDirectory(prefix="openfactory-benchmark-") as folder:
            yield f"sqlite://{Path(folder) / 'benchmark.sqlite3'}"
        return
    databases = PostgresDatabases("benchmark")
    if (reason := await databases.missing()) is not None:
        raise click.ClickException(reason)
    async with databases.empty() as url:
        yield url


async def _measured(dialect: str, size: int, repeat: int) -> dict[str, float]:
    async with _database(dialect) as url:
        config = tortoise_config(url, installed_tables())
        await Migrator(config).up(copy=False)
        await Tortoise.init(config=config, _enable_global_fallback=True)
        try:
            access, middle = await _fill(size)
            figures = {name: await _least(call, repeat) for name, call in _calls(access, middle).items()}
            return {**figures, "triage of one": await _triage(access)}
        finally:
            await Tortoise.close_connections()


async def _least(call: Call, repeat: int) -> float:
    spans = []
    for _ in range(repeat):
        began = time.perf_counter()
        await call()
        spans.append((time.perf_counter() - began) * 1000)
    return min(spans)


async def _triage(access: Access) -> float:
    spans = []
    while judged := await triage.judge_batch(access):
        began = time.perf_counter()
        judged = await triage.judge_batch(access)
        async with transaction(access) as tx:
            await triage.write_batch(tx, judged)
        spans.append((time.perf_counter() - began) * 1000 / len(judged))
    return min(spans)


def _calls(access: Access, middle: str) -> dict[str, Call]:
    queries: dict[str, dict[str, Any]] = {
        "first page": {},
        "page in the middle": {"cursor": middle},
        "by priority": {"sort_by": "priorityScore"},
        "one status": {"status": "in_progress"},
        "three statuses by priority": {"status": "triaged,in_progress,resolved", "sort_by": "priorityScore"},
        "a category": {"category": "performance"},
        "least priority": {"min_priority": 0.9},
        "a tag of a tenth": {"tags": "common"},
        "a tag of 20": {"tags": "rare"},
        "search: 20 have it": {"search": "seldom"},
    }
    calls: dict[str, Call] = {name: _list(access, query) for name, query in queries.items()}
    calls["figures of all"] = lambda: validator.read_stats(access, None)
    calls["figures of 30 days"] = lambda: validator.read_stats(access, (clock.now() - timedelta(days=30)).date())
    calls["intake"] = lambda: validator.send_feedback(access, validator.SendFeedback(description=_text(time.time_ns())))
    return calls


def _list(access: Access, query: dict[str, Any]) -> Call:
    wanted = validator.FeedbackQuery(**query)
    return lambda: validator.list_feedback(access, wanted)


def _text(number: int) -> str:
    return (
        f"The {NOUNS[number % 15]} of {NOUNS[number // 15 % 15]} {number} is {FAULTS[number % 10]} "
        f"when {NOUNS[number // 7 % 15]} {number % 977} comes in"
    )


async def _fill(size: int) -> tuple[Access, str]:
    """A project with so much feedback, as the service would have made it in a year, and a cursor in its middle."""
    user = await User.create(email="ann@example.com", name="Ann")
    outside = Access(Caller("session", user.id, user.name), role=Role.ADMIN)
    organization = await found_organization(outside, "Acme")
    project = await projects.create_project(outside.within(organization_id=organization.id), "Rocket")
    access = outside.within(organization_id=organization.id, project_id=project.id)
    rows = [_row(access, number, size) for number in range(size)]
    await _write(rows)
    tagged = [(row, tag) for row in rows for tag in row.tags]
    await _write(Tag(project_id=project.id, feedback_id=row.id, tag=tag) for row, tag in tagged)
    await _write(
        Band(project_id=project.id, feedback_id=row.id, bucket=bucket)
        for row in rows
        for bucket in buckets(signs(row.description))
    )
    kinds = Counter((_day(row), str(row.status), str(row.category)) for row in rows)
    scores: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        scores[_day(row), str(row.status), str(row.category)] += row.priority
    await _write(
        Tally(
            project_id=project.id,
            day=kind[0],
            status=kind[1],
            category=kind[2],
            amount=amount,
            scored=amount,
            score=scores[kind],
        )
        for kind, amount in kinds.items()
    )
    tags = Counter((_day(row), tag) for row, tag in tagged)
    await _write(
        TagTally(project_id=project.id, day=day, tag=tag, amount=amount) for (day, tag), amount in tags.items()
    )
    for row in rows[:: max(size // 20, 1)]:
        await search.put(access, "feedback", row.id, "seldom", row.description)
    connection = get_connection("default")
    await connection.execute_script("ANALYZE" if connection.capabilities.dialect == "sqlite" else "VACUUM ANALYZE")
    return access, write_cursor(rows[size // 2].id)


def _row(access: Access, number: int, size: int) -> validator.Feedback:
    moment = clock.now() - timedelta(days=DAYS * (1 - number / size))
    tags = [f"tag{number % 50}", *(["common"] if number % 10 == 0 else [])]
    return validator.Feedback(
        id=uuid7(),
        created_at=moment,
        updated_at=moment,
        project_id=access.project,
        description=_text(number),
        category=CATEGORIES[number % 5],
        status=SHARES[number * 37 % 100],
        priority=number * 7919 % 1000,
        severity=400,
        tags=tags + (["rare"] if number % max(size // 20, 1) == 0 else []),
        triaged_at=moment,
    )


def _day(row: validator.Feedback) -> str:
    return row.created_at.astimezone(UTC).date().isoformat()


async def _write(rows: Iterable[Any]) -> None:
    waiting = iter(rows)
    while batch := list(islice(waiting, 5000)):
        await QuerySet(type(batch[0])).bulk_create(batch)


async def _flood(dialect: str, amount: int) -> None:
    limits = {f"OPENFACTORY_VALIDATOR_{name}_PER_MINUTE": "1000000" for name in ("KEY", "ADDRESS")}
    with TemporaryDirectory(prefix="openfactory-benchmark-") as folder:
        environment = {"OPENFACTORY_MAIL_BACKEND": "file", "OPENFACTORY_DATA": folder, **limits}
        if dialect == "sqlite":
            with running_server("--workers", "2", env=environment, cwd=Path(folder)) as server:
                await _send(server.url, amount)
            return
        async with PostgresDatabases("benchmark").empty() as url:
            environment["OPENFACTORY_DATABASE_URL"] = url
            with running_server("--workers", "2", env=environment, cwd=Path(folder)) as server:
                await _send(server.url, amount)


async def _send(url: str, amount: int) -> None:
    pool = httpx.Limits(max_connections=40, max_keepalive_connections=40)
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60, limits=pool) as client:
        account = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
        signed_up = (await client.post("/api/auth/signup", json={**account, "organizationName": "Acme"})).json()
        client.cookies.clear()
        client.headers["authorization"] = f"Bearer {signed_up['session']['token']}"
        organization = f"/api/organizations/{signed_up['organization']['id']}"
        project = (await client.post(f"{organization}/projects", json={"name": "Rocket"})).json()
        path = f"/api/projects/{project['id']}/validator"
        spans: dict[str, list[float]] = {"intake": [], "inbox": [], "figures": []}
        numbers = iter(range(amount))

        async def timed(name: str, method: str, where: str, **more: Any) -> None:
            began = time.perf_counter()
            (await client.request(method, f"{path}{where}", **more)).raise_for_status()
            spans[name].append((time.perf_counter() - began) * 1000)

        async def post() -> None:
            for number in numbers:
                await timed("intake", "POST", "/feedback", json={"description": _text(number)})

        async def look(sending: asyncio.Future[Any]) -> None:
            while not sending.done():
                await timed("inbox", "GET", "/feedback?sortBy=priorityScore")
                await timed("figures", "GET", "/stats")
                await asyncio.sleep(0.1)

        began = time.perf_counter()
        sending = asyncio.gather(*(post() for _ in range(32)))
        await asyncio.gather(sending, look(sending))
        seconds = time.perf_counter() - began
        click.echo(f"{amount} sent in {seconds:.1f} s: {amount / seconds:.0f} a second")
        for name, found in spans.items():
            cuts = quantiles(found, n=100)
            click.echo(f"{name:8} {len(found):6} calls  median {cuts[49]:.1f} ms  p99 {cuts[98]:.1f} ms")
        while (await client.get(f"{path}/stats")).json()["byStatus"]["new"]:
            await asyncio.sleep(0.2)
        click.echo(f"all triaged after {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
