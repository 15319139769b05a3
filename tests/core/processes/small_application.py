"""A small application that starts in a second, served as `openfactory serve` serves the product."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from functools import partial

import click
from sanic import Sanic, text

from openfactory.core import logs
from openfactory.core.processes import lifecycle, server
from openfactory.core.settings import Settings, load_settings

FAULTS = ("slow-start", "failing-start", "failing-after-start", "crashing-job", "deaf-once")


def create(faults: set[str], settings: Settings) -> Sanic:
    data = settings.data
    Sanic._app_registry.pop("small", None)
    app = Sanic("small", configure_logging=False)
    app.config.update(AUTO_EXTEND=False, GRACEFUL_SHUTDOWN_TIMEOUT=10.0)
    app.ctx.finish = lambda request, response: ""  # what our protocol calls before each answer
    lifecycle.install(app)

    @app.get("/pid")
    async def pid(request):
        return text(str(os.getpid()))

    @app.get("/port")
    async def port(request):
        return text(str(settings.server.port))

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
        if "deaf-once" in faults:  # as when a signal comes while the loop does not run
            hears = partial(app.loop.add_signal_handler, signal.SIGTERM, partial(app.stop, terminate=False))
            app.loop.remove_signal_handler(signal.SIGTERM)
            signal.signal(signal.SIGTERM, lambda *_: app.loop.call_later(0.2, hears))

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
            partial(create, {word for word in words if word in FAULTS}),
            on_ready=lambda url: click.echo(f"serving {url}"),
            reload="reload" in words,
            single_process="single-process" in words,
        )
    except server.StartRefused as refusal:
        sys.exit(f"Error: {refusal}")
