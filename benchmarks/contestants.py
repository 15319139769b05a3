"""The servers that are compared: each one process on a free port of this machine."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import click
import httpx
from seed import Seed

from openfactory.testing.server import free_port

HERE = Path(__file__).parent
NODE = HERE / "node"
PLAIN = "Sanic"


@dataclass(frozen=True)
class Contestant:
    """A server's process that answers, and which routes it has."""

    name: str
    version: str
    url: str
    pid: int
    routes: frozenset[str]


def start_all(seed: Seed, stack: ExitStack) -> list[Contestant]:
    """Start them; the stack ends them. Without Node its servers are left out, with a line that says so."""
    routes = frozenset(seed.paths)
    (worker,) = seed.ours.workers()
    found = [Contestant("openfactory", _installed("openfactory"), seed.ours.url, worker.pid, routes)]
    plain = [sys.executable, "-m", "plain.server"]
    found.append(_start(PLAIN, _installed("sanic"), plain, seed, routes, stack))
    if node := _node():
        # Node 20 has no SQLite of its own: there its servers answer what needs no database.
        routes = routes if seed.dialect == "postgres" else frozenset({"health"})
        for name in ("Fastify", "Express"):
            command = [node, str(NODE / f"{name.lower()}.js")]
            found.append(_start(name, _locked(name.lower()), command, seed, routes, stack))
    return found


def _start(
    name: str, version: str, command: Sequence[str], seed: Seed, routes: frozenset[str], stack: ExitStack
) -> Contestant:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    pid = stack.enter_context(_running([*command, str(port), str(seed.file)], url))
    return Contestant(name, version, url, pid, routes)


@contextmanager
def _running(command: Sequence[str], url: str, seconds: float = 30) -> Iterator[int]:
    environment = {**os.environ, "NODE_ENV": "production"}
    with TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=HERE, env=environment)
        try:
            deadline = time.monotonic() + seconds
            while not _answers(url):
                if process.poll() is not None or time.monotonic() > deadline:
                    output.seek(0)
                    raise click.ClickException(f"{' '.join(command)} does not serve:\n{output.read().decode()}")
                time.sleep(0.05)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/live", trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _node() -> str | None:
    """The path of Node, its packages installed as the lock file says."""
    node, npm = shutil.which("node"), shutil.which("npm")
    installed = (NODE / "node_modules").exists()
    if node is None or (npm is None and not installed):
        click.echo(f"{'node' if node is None else 'npm'} is not on PATH: Fastify and Express are left out", err=True)
        return None
    if not installed:
        click.echo("npm ci …", err=True)
        done = subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=NODE, capture_output=True, text=True, check=False)
        if done.returncode:
            click.echo(f"npm ci failed: Fastify and Express are left out\n{done.stderr}", err=True)
            return None
    return node


def _installed(package: str) -> str:
    return importlib.metadata.version(package)


def _locked(package: str) -> str:
    lock = json.loads((NODE / "package-lock.json").read_text())
    return str(lock["packages"][f"node_modules/{package}"]["version"])
