"""Progress on the terminal; where there is none, a line for each thing that is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


@contextmanager
def shown() -> Iterator[Callable[[int, int, str], None]]:
    """A function to call with how many are done, how many there are, and what comes now."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total, what: print(what) if what else None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, what: bar.update(task, completed=done, total=total, description=what)
