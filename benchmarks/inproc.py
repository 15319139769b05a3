"""CPU time of a request without sockets: the real protocol and application over a pretended connection, on SQLite.

    python benchmarks/inproc.py

Each line is measured in processes of its own, since Sanic rewrites classes that all applications of a process
share. A line's figure is the least of its processes'; it repeats to a few per cent where `run.py` does not.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import uvloop
from rich.console import Console
from rich.table import Table
from seed import Seed, seeded

Cost = tuple[float, int]  # CPU microseconds, SQL statements


@click.command()
@click.option("--repeat", default=3, show_default=True, type=click.IntRange(1, 100), help="Processes for each line.")
@click.option("--batches", default=1000, show_default=True, type=click.IntRange(1), help="Batches of 40 requests.")
@click.option("--json", "write_json", is_flag=True, help="Print JSON.")
@click.option("--measure", "measured", nargs=2, hidden=True, help="A line, and the file of what it is given.")
def main(repeat: int, batches: int, write_json: bool, measured: tuple[str, str] | None) -> None:
    """Measure the CPU time of requests within one process."""
    if measured:
        print(json.dumps(_measured(measured[0], Path(measured[1]), batches)))
        return
    from applications import CASES

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server goes
    with TemporaryDirectory(prefix="openfactory-benchmark-") as name:
        folder = Path(name)
        with seeded("sqlite", folder) as seed:
            file = _described(seed)
        costs: dict[str, Cost] = {}
        for _ in range(repeat):
            for case in CASES:
                cost = _in_process(case, file, batches)
                costs[case] = min(cost, costs.get(case, cost))
    rows = [_row(case, CASES[case].over, costs) for case in CASES]
    if write_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        _show(rows)


def _described(seed: Seed) -> Path:
    """What the seed's file says, and what the cases need beside it."""
    given = json.loads(seed.file.read_text())
    organization = seed.paths["projects"].split("/")[3]
    more = {"data": str(seed.settings.data), "token": seed.token, "organization": organization}
    seed.file.write_text(json.dumps({**given, **more}))
    return seed.file


def _in_process(case: str, file: Path, batches: int) -> Cost:
    command = [sys.executable, __file__, "--batches", str(batches), "--measure", case, str(file)]
    with TemporaryDirectory() as metrics:
        # As in production: each worker keeps its metrics in files.
        environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": metrics}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise click.ClickException(f"{case}:\n{done.stderr}")
    microseconds, statements = json.loads(done.stdout)
    return microseconds, statements


def _measured(name: str, file: Path, batches: int) -> Cost:
    from applications import CASES, read_given, request_of
    from pretended import connected

    from openfactory.core.db.statements import count_statements

    logging.disable(logging.CRITICAL)
    case, given = CASES[name], read_given(file)
    request = request_of(case, given)

    async def measure() -> Cost:
        async with connected(case.make(given), case.protocol) as connection:
            with count_statements() as statements:
                answer = await connection.ask(request)
            if not answer.startswith(b"HTTP/1.1 200 "):
                raise click.ClickException(answer.decode())
            return await connection.microseconds(request, batches), len(statements)

    return uvloop.run(measure())


def _row(case: str, over: str, costs: Mapping[str, Cost]) -> dict[str, Any]:
    microseconds, statements = costs[case]
    overhead = round(microseconds - costs[over][0], 1) if over else None
    return {
        "case": case,
        "cpuMicroseconds": round(microseconds, 1),
        "over": over or None,
        "overheadMicroseconds": overhead,
        "ratio": round(microseconds / costs[over][0], 2) if over else None,
        "statements": statements if case.startswith("openfactory") else None,
    }


def _show(rows: list[dict[str, Any]]) -> None:
    table = Table()
    table.add_column("", no_wrap=True)
    for column in ("CPU µs", "over Sanic", "ratio", "SQL"):
        table.add_column(column, justify="right")
    for row in rows:
        over = row["over"] is not None
        table.add_row(
            row["case"],
            f"{row['cpuMicroseconds']:.1f}",
            f"{row['overheadMicroseconds']:+.1f}" if over else "",
            f"×{row['ratio']:.2f}" if over else "",
            "" if row["statements"] is None else str(row["statements"]),
        )
    Console().print(table)


if __name__ == "__main__":
    main()
