"""Processes for scenarios, forked from one that has imported everything: starting Python anew takes the most time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from nursery import PATIENCE

HERE = Path(__file__).parent


class Scenario:
    """A started scenario, to be used as `subprocess.Popen` is."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """`folder` is on its import path, and its environment is this process's."""
        self._files = [tempfile.NamedTemporaryFile("r") for _ in ("out", "err")]  # noqa: SIM115
        names = [file.name for file in self._files]
        path = [str(folder), str(HERE)]
        self.pid: int = _ask(
            arguments=arguments, path=path, environment=environment(folder), out=names[0], err=names[1]
        )
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._ended(0)

    def communicate(self, timeout: float = 3600) -> tuple[str, str]:
        """Wait for its end; what it has printed. To be called once."""
        deadline = time.monotonic() + timeout
        while self._ended(min(PATIENCE, timeout)) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("a scenario", timeout)
        said = [file.read() for file in self._files]
        for file in self._files:
            file.close()
        return said[0], said[1]

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it is known to have ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds: float) -> int | None:
        if self.returncode is None:
            self.returncode = _ask(wait=self.pid, seconds=seconds)
        return self.returncode


def environment(folder: Path) -> dict[str, str]:
    """This process's, with `folder` on the import path."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(HERE)]), "PYTHONDONTWRITEBYTECODE": "1"}


@cache
def _nursery() -> subprocess.Popen[str]:
    """It ends when this process does, which closes its input."""
    command = [sys.executable, str(HERE / "nursery.py")]
    return subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _ask(**request: Any) -> Any:
    nursery = _nursery()
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(json.dumps(request) + "\n")
    nursery.stdin.flush()
    return json.loads(nursery.stdout.readline())
