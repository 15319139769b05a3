"""Our routes beside plain Sanic, Fastify and Express: CPU time per request, in interleaved rounds.

    python benchmarks/run.py
    python benchmarks/run.py --database sqlite --rounds 5 --json

docs/guides/performance.md says what is measured, and how to read it.
"""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from contestants import start_all
from load import CONNECTIONS, generator
from report import as_json, show
from rich.console import Console
from rounds import check_answers, play
from seed import seeded


@click.command()
@click.option("--rounds", default=9, show_default=True, type=click.IntRange(1, 1000), help="Turns of each server.")
@click.option("--seconds", default=1, show_default=True, type=click.IntRange(1, 60), help="The length of a turn.")
@click.option(
    "--database",
    default="postgres",
    show_default=True,
    type=click.Choice(["postgres", "sqlite"]),
    help="postgres: a new database at OPENFACTORY_TEST_POSTGRES, dropped in the end. sqlite: Node's servers "
    "are compared on the health route alone.",
)
@click.option("--json", "write_json", is_flag=True, help="Print JSON, with the figures of each round.")
def main(rounds: int, seconds: int, database: str, write_json: bool) -> None:
    """Compare the CPU time of a request to openfactory, plain Sanic, Fastify and Express."""
    if not Path("/proc/self/schedstat").exists():
        raise click.ClickException("CPU time is read from /proc/PID/task/*/schedstat, which only Linux has")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and database go
    name, drive = generator()
    console = Console(stderr=write_json)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="openfactory-benchmark-")))
        seed = stack.enter_context(seeded(database, folder))
        contestants = start_all(seed, stack)
        check_answers(contestants, seed.paths, seed.token)
        console.print(f"{database}; {rounds} rounds of {seconds} s; {CONNECTIONS} connections by {name}")
        routes = []
        for figures in play(contestants, seed.paths, seed.token, drive, rounds=rounds, seconds=seconds):
            routes.append(figures)
            show(console, figures)
    if write_json:
        conditions = {"database": database, "load": name, "connections": CONNECTIONS, "seconds": seconds}
        click.echo(as_json(routes, **conditions))


if __name__ == "__main__":
    main()
