"""A small application that starts in a second, served as `openfactory serve` serves the product; and its runner.

As a program: `small_server.py PORT DATA [word…]`, where the words choose what goes wrong.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
import httpx
import psutil
from sanic import Sanic, text

from openfactory.core import logs
from openfactory.core.processes import lifecycle, server
from openfactory.core.settings import load_settings
from openfactory.testing.server import Running, free_port, running

FAULTS = ("slow-start", "failing-start", "failing-after-start", "crashing-job")


def create(data: Path, faults: set[str]) -> Sanic:
    Sanic._app_registry.pop("small", None)
    app = Sanic("small", configure_logging=False)
    app.config.update(AUTO_EXTEND=False, GRACEFUL_SHUTDOWN_TIMEOUT=10.0)
    app.ctx.finish = lambda request, response: ""  # what our protocol calls before each answer
    lifecycle.install(app)

    @app.get("/pid")
    async def pid(request):
        return text(str(os.getpid()))

    @app.get("/slow/<seconds:float>")
    async def slow(request, seconds: float):
        click.echo("slow request begun")
        await asyncio.sleep(seconds)
        with socket.socket(socket.AF_UNIX) as connection:  # what a request needs has to be there to its end
            connection.connect(str(data / "broker.sock"))
        return text("done")

    @app.websocket("/echo")
    async def echo(request, ws):
        async for message in ws:
            await ws.send(message)

    @app.before_server_start
    async def start(app):
        if "slow-start" in faults:
            await asyncio.sleep(60)
        if "failing-start" in faults:
            raise RuntimeError("the other service\nis down")

    @app.after_server_start
    async def started(app):
        if "failing-after-start" in faults:
            raise RuntimeError("nothing to serve")

    @app.main_process_ready
    async def ready(app):
        if "crashing-job" in faults:
            app.manager.manage("Job", crash, {}, restartable=True)

    return app


def crash() -> None:
    click.echo("job begun")
    os._exit(3)


def main(port: str, data: str, *words: str) -> None:
    settings = load_settings(
        overrides={"data": data, "server": {"port": int(port), "workers": 1 if "one-worker" in words else 2}}
    )
    logs.configure(settings.log)
    try:
        server.claim(settings)
        click.echo("begun")
        server.serve(
            settings,
            partial(create, settings.data, {word for word in words if word in FAULTS}),
            on_ready=lambda url: click.echo(f"serving {url}"),
            reload="reload" in words,
        )
    except server.StartRefused as refusal:
        sys.exit(f"Error: {refusal}")


@contextmanager
def small_server(
    data: Path, *words: str, until_output: str = "serving", port: str = "", **options
) -> Iterator[Running]:
    """Run it in a session of its own, and wait until it has printed this."""
    port = port or str(free_port())
    command = [sys.executable, __file__, port, str(data), *words]
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


if __name__ == "__main__":
    main(*sys.argv[1:])
