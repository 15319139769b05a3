"""Running the small application, and looking at its processes from outside."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from openfactory.testing.server import Running, free_port, running

PROGRAM = Path(__file__).with_name("small_program.py")


@contextmanager
def small_server(
    data: Path, *words: str, until_output: str = "serving", port: str = "", **options
) -> Iterator[Running]:
    """Run it in a session of its own, and wait until it has printed this."""
    port = port or str(free_port())
    command = [sys.executable, str(PROGRAM), port, str(data), *words]
    with running(command, f"http://127.0.0.1:{port}", **options) as process:
        assert until(lambda: until_output in process.output or process.process.poll() is not None), process.output
        yield process


def until(condition: Callable[[], object], seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def answers(url: str) -> int | None:
    """The number of the worker that answers a new connection."""
    try:
        return int(httpx.get(f"{url}/pid", timeout=5, trust_env=False).text)
    except httpx.HTTPError:
        return None


def family(running: Running) -> list[psutil.Process]:
    """All that it has started: workers, broker, and multiprocessing's own."""
    return psutil.Process(running.process.pid).children(recursive=True)


def gone(processes: list[psutil.Process]) -> bool:
    return not any(alive(process) for process in processes)


def alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
