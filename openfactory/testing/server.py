"""`openfactory serve` as users run it: real processes, a free port, ended with everything they have started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import httpx
import psutil


@dataclass
class Running:
    """A server's processes and its output so far."""

    url: str
    process: subprocess.Popen[bytes]
    _file: IO[bytes] = field(repr=False)

    @property
    def output(self) -> str:
        """Everything it has printed."""
        self._file.seek(0)
        return self._file.read().decode("utf-8", "replace")

    def workers(self) -> list[psutil.Process]:
        """The worker processes, in order of their start."""
        return self._named("Sanic-Server")

    def job_workers(self) -> list[psutil.Process]:
        """The job workers, in order of their start."""
        return self._named("Sanic-Jobs")

    def _named(self, start: str) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children(recursive=True)
        found = [child for child in children if _name(child).startswith(start)]
        return sorted(found, key=lambda child: child.create_time())

    def broker(self) -> list[psutil.Process]:
        """The embedded broker."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if "valkey" in " ".join(_command(child)[:1])]

    def stop(self, seconds: float = 40) -> int:
        """Stop it gracefully; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextmanager
def running_server(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    wait: bool = True,
    port: int = 0,
) -> Iterator[Running]:
    """Run `openfactory serve` in a session of its own until the block ends; by default on a free port."""
    port = port or free_port()
    command = [sys.executable, "-P", "-m", "openfactory.cli", "serve", "--port", str(port), *arguments]
    with running(command, f"http://127.0.0.1:{port}", env=env, cwd=cwd) as server:
        if wait:
            _wait_until_ready(server)
        yield server


@contextmanager
def running(
    command: Sequence[str], url: str, *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Iterator[Running]:
    """Run any command that will serve at this URL; settings come from `env` alone. It and its children end here."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENFACTORY_")}
    with TemporaryFile() as file:
        process = subprocess.Popen(
            command,
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={**environment, **(env or {})},
            start_new_session=True,
        )
        try:
            yield Running(url, process, file)
        finally:
            _end(process)


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(running: Running, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if running.process.poll() is not None:
            raise RuntimeError(f"the server ended with {running.process.returncode}:\n{running.output}")
        if "openfactory serves" in running.output:
            break
        time.sleep(0.05)
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{running.url}/health/ready", timeout=5, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"the server is not ready:\n{running.output}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        children = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        for child in children:
            with suppress(psutil.NoSuchProcess):  # psutil knows a number that is another process by now
                child.kill()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # a session of its own: nobody else is in it
    process.wait()


def _name(process: psutil.Process) -> str:
    try:
        return str(process.environ().get("SANIC_WORKER_NAME", ""))
    except psutil.Error:
        return ""


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline() or [""]
    except psutil.Error:
        return [""]
