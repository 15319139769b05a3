"""What a full-text search costs as the entries grow, beside LIKE: CPU time and wall time of each query.

    python benchmarks/search.py
    python benchmarks/search.py --database postgres --sizes 1000,10000

Half of the entries are one project's, the others fifty projects'. The function measured is the one that the route
calls, snippets included, without HTTP. On PostgreSQL the CPU time of its server's processes is counted too where it
runs on this machine.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import click
import psutil
import uvloop
from made_up_texts import Texts
from rich.console import Console
from rich.table import Table
from tortoise import Tortoise
from tortoise.connection import get_connection

from openfactory.app import installed_tables
from openfactory.core.access import Access
from openfactory.core.db.config import tortoise_config
from openfactory.core.db.migrations import Migrator
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.ids import uuid7
from openfactory.core.modules.selection import discover
from openfactory.shared.search.service import put, search
from openfactory.testing.databases import PostgresDatabases

OTHERS = 50  # projects
KINDS = ("feature", "project", "project")
SECONDS = 0.5  # for each figure
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"

_LIKE = Query(
    "benchmark.like",
    "SELECT e.kind, e.entity_id, e.title, e.body FROM search_entries e WHERE e.project_id = :project_id "
    "AND (e.kind = :kind OR :kind = '') AND (e.title @like :pattern OR e.body @like :pattern) "
    "ORDER BY e.title @like :pattern DESC, e.entity_id LIMIT 20",
)


@dataclass(frozen=True)
class Figure:
    """One query on one size of table."""

    case: str
    entries: int
    hits: int
    cpu_ms: float
    wall_ms: float
    like_cpu_ms: float
    like_wall_ms: float


@click.command()
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
@click.option("--sizes", default="1000,10000,100000", show_default=True, help="Entries, with commas between.")
@click.option("--json", "write_json", is_flag=True, help="Print JSON.")
def main(database: str, sizes: str, write_json: bool) -> None:
    """Measure searches while the table grows."""
    wanted = [int(size) for size in sizes.split(",")]
    figures = uvloop.run(_measured(database, wanted))
    if write_json:
        click.echo(json.dumps([asdict(figure) for figure in figures], indent=2))
    else:
        _show(database, figures)


async def _measured(database: str, sizes: Sequence[int]) -> list[Figure]:
    texts, big, small = Texts(), uuid7(), [uuid7() for _ in range(OTHERS)]
    figures: list[Figure] = []
    async with _database(database):
        present = 0
        for size in sorted(sizes):
            started = time.perf_counter()
            await _fill(texts, big, small, range(present, size))
            each = (time.perf_counter() - started) / (size - present) * 1e6
            click.echo(f"{size} entries; to write one took {each:.0f} µs, with making it up", err=True)
            present = size
            if database == "postgres":
                await get_connection("default").execute_query("VACUUM ANALYZE search_entries")
            figures += [await _figure(*asked, size) for asked in _cases(texts, big, small[0])]
    return figures


@asynccontextmanager
async def _database(database: str) -> AsyncIterator[None]:
    discover()
    with TemporaryDirectory(prefix="openfactory-benchmark-") as name:
        async with _url(database, Path(name)) as url:
            config = tortoise_config(url, installed_tables())
            await Migrator(config).up()
            await Tortoise.init(config=config, _enable_global_fallback=True)
            try:
                yield
            finally:
                await Tortoise.close_connections()


@asynccontextmanager
async def _url(database: str, folder: Path) -> AsyncIterator[str]:
    if database == "sqlite":
        yield f"sqlite://{folder / 'benchmark.sqlite3'}"
        return
    databases = PostgresDatabases("benchmark")
    if (reason := await databases.missing()) is not None:
        raise click.ClickException(f"{reason}; set OPENFACTORY_TEST_POSTGRES, or use --database sqlite")
    async with databases.empty() as url:
        yield url


async def _fill(texts: Texts, big: UUID, small: Sequence[UUID], numbers: range) -> None:
    """Every second entry is the big project's."""
    for start in range(numbers.start, numbers.stop, 500):
        async with transaction(Access.system(project_id=big)):
            for number in range(start, min(start + 500, numbers.stop)):
                project_id = small[number // 2 % OTHERS] if number % 2 else big
                title, text = texts.entry(number)
                await put(Access.system(project_id=project_id), KINDS[number % 3], uuid4(), title, text)


Asked = tuple[str, UUID, str, list[str] | None]


def _cases(texts: Texts, big: UUID, small: UUID) -> Iterator[Asked]:
    frequent, rare = texts.word(0), texts.word(15_000)
    yield "no hit", big, "zzzzzz", None
    yield "rare word", big, rare, None
    yield "frequent word", big, frequent, None
    yield "rare and frequent", big, f"{rare} {frequent}", None
    yield "three letters", big, frequent[:3], None
    yield "two letters", big, frequent[:2], None
    yield "rare word, small project", small, rare, None
    yield "frequent word, small project", small, frequent, None
    yield "rare word, one kind", big, rare, ["feature"]
    yield "frequent word, one kind", big, frequent, ["feature"]


async def _figure(case: str, project_id: UUID, q: str, kinds: list[str] | None, entries: int) -> Figure:
    access = Access.system(project_id=project_id)
    pattern = f"%{'%'.join(q.split())}%"

    async def like() -> Any:
        return await _LIKE.rows(project_id=project_id, pattern=pattern, kind=kinds[0] if kinds else "")

    hits = len(await search(access, q, kinds))
    cpu, wall = await _cost(lambda: search(access, q, kinds))
    like_cpu, like_wall = await _cost(like)
    return Figure(case, entries, hits, cpu, wall, like_cpu, like_wall)


async def _cost(call: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
    """Milliseconds for each call: CPU time on average, and the median of wall time."""
    await call()
    walls: list[float] = []
    started, cpu = time.perf_counter(), await _cpu()
    while len(walls) < 5 or time.perf_counter() - started < SECONDS:
        before = time.perf_counter()
        await call()
        walls.append(time.perf_counter() - before)
    return (await _cpu() - cpu) / len(walls) * 1e3, statistics.median(walls) * 1e3


async def _cpu() -> float:
    """Seconds that this process, and those of a local PostgreSQL server that work for it, have used."""
    connection = get_connection("default")
    if connection.capabilities.dialect == "sqlite":
        return time.process_time()
    rows = await connection.execute_query_dict(BACKENDS)
    seconds = time.process_time()
    for row in rows:
        try:
            times = psutil.Process(row["pid"]).cpu_times()
        except psutil.Error:
            continue
        seconds += times.user + times.system
    return seconds


def _show(database: str, figures: Sequence[Figure]) -> None:
    for case in dict.fromkeys(figure.case for figure in figures):
        table = Table(title=f"{database}: {case}", title_justify="left", title_style="bold")
        for column in ("entries", "results", "CPU ms", "wall ms", "LIKE CPU ms", "LIKE wall ms"):
            table.add_column(column, justify="right")
        for figure in figures:
            if figure.case == case:
                costs = (figure.cpu_ms, figure.wall_ms, figure.like_cpu_ms, figure.like_wall_ms)
                table.add_row(f"{figure.entries:,}", str(figure.hits), *(f"{cost:.2f}" for cost in costs))
        Console().print(table)


if __name__ == "__main__":
    main()
