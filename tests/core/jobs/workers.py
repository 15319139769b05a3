"""Real worker processes on the test's database, to be killed at any moment."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROGRAM = Path(__file__).with_name("worker_program.py")


@dataclass
class Workers:
    """Some processes; one that is killed is started again at once, as a service manager does it."""

    command: list[str]
    processes: list[subprocess.Popen] = field(default_factory=list)

    def start(self) -> None:
        self.processes.append(subprocess.Popen(self.command))

    def kill_one(self) -> None:
        victim = self.processes.pop(random.randrange(len(self.processes)))
        victim.kill()
        victim.wait()
        self.start()

    def stop(self) -> list[int]:
        """Stop all gracefully; their exit codes."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        return [process.wait(30) for process in self.processes]


@contextmanager
def workers(settings, number: int, **jobs) -> Iterator[Workers]:
    """Run so many on the settings' database and data folder."""
    given = {"url": settings.database_url, "data": str(settings.data), "jobs": {"poll_seconds": 0.1, **jobs}}
    found = Workers([sys.executable, str(PROGRAM), json.dumps(given)])
    try:
        for _ in range(number):
            found.start()
        yield found
    finally:
        for process in found.processes:
            process.kill()
            process.wait()
