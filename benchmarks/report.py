"""The figures as a table for people, and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rounds import Figure, yardstick


def show(console: Console, figures: Sequence[Figure]) -> None:
    """One route's table."""
    plain = yardstick(figures)
    table = Table(title=figures[0].route, title_justify="left", title_style="bold")
    table.add_column("server")
    for column in ("CPU µs/request, least", "median", "to plain Sanic"):
        table.add_column(column, justify="right")
    for figure in figures:
        name = f"{figure.contestant.name} {figure.contestant.version}"
        table.add_row(name, f"{figure.least:.1f}", f"{figure.median:.1f}", f"×{figure.ratio_to(plain):.2f}")
    console.print(table)


def as_json(routes: Sequence[Sequence[Figure]], **conditions: Any) -> str:
    """All of it, with each round's costs."""
    results = [
        {
            "route": figure.route,
            "server": figure.contestant.name,
            "version": figure.contestant.version,
            "answers": figure.answers,
            "cpuMicroseconds": {"least": round(figure.least, 2), "median": round(figure.median, 2)},
            "ratioToPlainSanic": round(figure.ratio_to(yardstick(figures)), 3),
            "rounds": [round(cost, 2) for cost in figure.costs],
        }
        for figures in routes
        for figure in figures
    ]
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    return json.dumps({"machine": machine, **conditions, "results": results}, indent=2)
