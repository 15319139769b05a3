"""What lists of work orders cost as a project grows: the growth curve, and the plans of the statements.

    python benchmarks/work_orders.py
    python benchmarks/work_orders.py --database postgres --sizes 1000,100000
    python benchmarks/work_orders.py --explain

Each figure is the wall time of a call of the service, database included, with 50 work orders a page: the least of
its calls, which is the cost when nothing else disturbs. The last column is the ratio of the largest project to the
smallest.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from tortoise import Tortoise
from work_order_rows import Filled, fill

from openfactory.app import installed_tables
from openfactory.blueprints.planner import api as planner
from openfactory.blueprints.planner.errors import NothingReady
from openfactory.core.access import Access
from openfactory.core.db.config import tortoise_config
from openfactory.core.db.migrations import Migrator
from openfactory.core.db.queries import Query
from openfactory.testing.databases import PostgresDatabases

Call = Callable[[], Awaitable[Any]]


@click.command()
@click.option("--database", default="sqlite", show_default=True, type=click.Choice(["sqlite", "postgres"]))
@click.option("--sizes", default="1000,10000,100000", show_default=True, help="Work orders, with commas between.")
@click.option("--repeat", default=41, show_default=True, type=click.IntRange(3), help="Calls for each figure.")
@click.option("--explain", is_flag=True, help="Print the plan of each statement for the largest project instead.")
@click.option("--json", "write_json", is_flag=True, help="Print JSON.")
def main(database: str, sizes: str, repeat: int, explain: bool, write_json: bool) -> None:
    """Measure lists of work orders in projects of several sizes."""
    wanted = sorted(int(size) for size in sizes.split(","))
    curves: dict[str, list[float]] = {}
    plans: dict[str, list[str]] = {}
    for size in wanted:
        found, plans = asyncio.run(_measured(database, size, repeat, explain and size == wanted[-1]))
        for name, milliseconds in found.items():
            curves.setdefault(name, []).append(milliseconds)
    if write_json:
        click.echo(
            json.dumps({"database": database, "sizes": wanted, "milliseconds": curves, "plans": plans}, indent=2)
        )
    elif explain:
        for name, lines in plans.items():
            click.echo(f"\n{name}\n" + "\n".join(f"    {line}" for line in lines))
    else:
        _show(database, wanted, curves)


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


async def _measured(
    dialect: str, size: int, repeat: int, explain: bool
) -> tuple[dict[str, float], dict[str, list[str]]]:
    async with _database(dialect) as url:
        config = tortoise_config(url, installed_tables())
        await Migrator(config).up(copy=False)
        await Tortoise.init(config=config, _enable_global_fallback=True)
        try:
            filled = await fill(size)
            figures, plans = {}, {}
            for name, call in _calls(filled).items():
                if explain:
                    plans[name] = await _plan(dialect, call)
                else:
                    figures[name] = await _least(call, repeat)
            return figures, plans
        finally:
            await Tortoise.close_connections()


async def _plan(dialect: str, call: Call) -> list[str]:
    """How the database reads what the call reads first."""
    asked: list[tuple[Query, dict[str, Any]]] = []
    rows = Query.rows

    async def noted(query: Query, **parameters: Any) -> list[dict[str, Any]]:
        asked.append((query, parameters))
        return await rows(query, **parameters)

    Query.rows = noted  # type: ignore[method-assign]
    try:
        await call()
    finally:
        Query.rows = rows  # type: ignore[method-assign]
    query, parameters = asked[0]
    words = "EXPLAIN QUERY PLAN " if dialect == "sqlite" else "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) "
    found = await Query("explain", words + query.sql).rows(**parameters)
    return [str(row.get("detail") or row.get("QUERY PLAN")) for row in found]


async def _least(call: Call, repeat: int) -> float:
    spans = []
    for _ in range(repeat):
        began = time.perf_counter()
        try:
            await call()
        except NothingReady:  # a small project has few to claim
            break
        spans.append((time.perf_counter() - began) * 1000)
    return min(spans)


def _calls(filled: Filled) -> dict[str, Call]:
    access = filled.access
    queries = {
        "first page": {},
        "page in the middle": {"cursor": filled.middle},
        "newest first": {"sort_by": "createdAt"},
        "latest changed first": {"sort_by": "updatedAt"},
        "one status": {"status": "in_review"},
        "three statuses": {"status": "backlog,ready,done"},
        "status, latest changed": {"status": "done", "sort_by": "updatedAt"},
        "a phase": {"phase_id": filled.phase_id},
        "a feature": {"feature_id": filled.feature_id},
        "a type": {"deliverable_type": "code"},
        "an assignee of 20": {"assignee_id": filled.user_id},
        "search: 20 have it": {"search": "rare"},
        "search: a key": {"search": f"WO-{filled.size // 2}"},
        "search: a tenth has it": {"search": "common"},
    }
    calls: dict[str, Call] = {name: _list(access, query) for name, query in queries.items()}
    calls["ready queue"] = lambda: planner.list_ready_work_orders(access, planner.WorkOrderPage())
    calls["read one"] = lambda: planner.read_work_order(access, filled.work_order_id)
    calls["create one"] = lambda: planner.create_work_order(access, planner.CreateWorkOrder(title="One more"))
    calls["claim the next"] = lambda: planner.claim_next_work_order(access, minutes=5)
    return calls


def _list(access: Access, query: dict[str, Any]) -> Call:
    wanted = planner.WorkOrderQuery(**query)
    return lambda: planner.list_work_orders(access, wanted)


def _show(database: str, sizes: list[int], curves: dict[str, list[float]]) -> None:
    table = Table(title=f"{database}: milliseconds, least")
    for title in ("", *(f"{size:,}" for size in sizes), "growth"):
        table.add_column(title, justify="left" if not title else "right")
    for name, figures in curves.items():
        table.add_row(name, *(f"{figure:.2f}" for figure in figures), f"×{figures[-1] / figures[0]:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
