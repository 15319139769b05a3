"""Between the command line and Sanic: checks before the start, the manager, the exit code."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

from sanic import Sanic
from sanic.worker.loader import AppLoader

from openfactory.core.http.protocol import Protocol
from openfactory.core.processes import broker, manager
from openfactory.core.settings import Settings

BACKLOG = 1024


class StartRefused(Exception):
    """The server cannot start; the text is one line that says why, and what to do."""


def serve(
    settings: Settings,
    factory: Callable[[], Sanic],
    *,
    on_ready: Callable[[], None],
    reload: bool = False,
    single_process: bool = False,
) -> None:
    """Serve until a signal. `factory` is picklable: it also runs in each spawned worker.

    Returns after a graceful stop; ends the process with 1 where the workers do not start.
    """
    server = settings.server
    try:
        broker.hold(settings.data.absolute())
    except broker.DataInUse as error:
        raise StartRefused(str(error)) from None
    _refuse_taken_port(server.host, server.port)
    manager.install(stop_seconds=server.graceful_seconds + 10, on_ready=on_ready)
    Sanic.start_method = "spawn"
    metrics = None if single_process else _metrics_folder()
    app = factory()
    app.prepare(
        host=server.host,
        port=server.port,
        workers=server.worker_count,
        protocol=Protocol,
        backlog=BACKLOG,
        access_log=False,
        motd=False,
        auto_reload=reload,
        single_process=single_process,
    )
    if metrics is None:
        app.after_server_start(lambda app: on_ready())
        Sanic.serve_single(primary=app)
        return

    @app.main_process_ready
    async def ready(app: Sanic) -> None:
        broker.manage(app, settings)

    @app.main_process_stop
    async def remove_metrics(app: Sanic) -> None:
        shutil.rmtree(metrics, ignore_errors=True)

    Sanic.serve(primary=app, app_loader=AppLoader(factory=factory))


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise StartRefused(f"port {port} needs more rights: use --port with one above 1023") from None
        except OSError as error:
            raise StartRefused(f"cannot listen on {host}:{port} ({error.strerror}): use --host or --port") from None


def _metrics_folder() -> Path:
    """Where each worker keeps its metrics: prometheus_client reads the variable at its first import there."""
    folder = tempfile.mkdtemp(prefix="openfactory-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    return Path(folder)
