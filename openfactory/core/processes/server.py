"""Between the command line and Sanic: checks before the start, the manager, the exit code."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from sanic import Sanic
from sanic.server.socket import bind_socket
from sanic.worker.loader import AppLoader

from openfactory.core.http.protocol import Protocol
from openfactory.core.logs import get_logger
from openfactory.core.processes import broker, manager
from openfactory.core.processes.child import not_reported, reason
from openfactory.core.settings import Settings

log = get_logger(__name__)
BACKLOG = 1024
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


class StartRefused(Exception):
    """The server cannot start; the text is one line that says why, and what to do."""


def claim(settings: Settings) -> None:
    """Take the data folder for this process, before anything in it is changed; a stop signal now ends it with 0."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    try:
        broker.hold(settings.data.absolute())
    except broker.DataInUse as error:
        raise StartRefused(str(error)) from None


def serve(
    settings: Settings,
    factory: Callable[[Settings], Sanic],
    *,
    on_ready: Callable[[str], None],
    on_failure: Callable[[str], None] | None = None,
    jobs: Callable[[Settings], None] | None = None,
    reload: bool = False,
    single_process: bool = False,
) -> None:
    """Serve until a signal. `factory` is picklable: it also runs in each spawned worker; so is `jobs`, which each
    job worker runs until it is told to stop. Both get the settings with the port that is listened on.

    Returns after a graceful stop. Where the workers do not start, `on_failure` gets the reason, and the process
    ends with 1. `on_ready` gets the server's URL.
    """
    claim(settings)
    listener = _listen(settings.server.host, settings.server.port)
    if settings.server.port == 0:
        settings = settings.with_overrides({"server": {"port": listener.getsockname()[1]}})
    make = partial(factory, settings)
    app = make()
    app.prepare(
        sock=listener,
        workers=settings.server.worker_count,
        protocol=Protocol,
        backlog=BACKLOG,
        access_log=False,
        motd=False,
        auto_reload=reload,
        single_process=single_process,
    )
    url = _url(settings.server.host, listener)
    if single_process:
        _serve_here(app, partial(on_ready, url), on_failure or _tell)
        return
    watch = manager.Watch(
        stop_seconds=max(settings.server.graceful_seconds, settings.jobs.stop_seconds + 10) + 10,
        on_ready=lambda: on_ready(url),
        on_failure=on_failure or _tell,
    )
    work = partial(jobs, settings) if jobs else None
    manage_jobs = partial(_manage_jobs, settings.jobs.workers, work, reload) if work else _without_jobs
    _serve(settings, make, app, watch, manage_jobs)


def _serve_here(app: Sanic, on_ready: Callable[[], None], on_failure: Callable[[str], None]) -> None:
    """Serve in this process; a start that fails is told as that of a worker is."""
    ready = False

    @app.after_server_start
    async def tell(app: Sanic) -> None:
        nonlocal ready
        ready = True
        on_ready()

    logging.getLogger("sanic.error").addFilter(not_reported)
    try:
        Sanic.serve_single(primary=app)
    except Exception as error:
        if ready:
            raise
        on_failure(reason(error))
        raise SystemExit(1) from None


def _serve(
    settings: Settings,
    factory: Callable[[], Sanic],
    app: Sanic,
    watch: manager.Watch,
    manage_more: Callable[[Sanic], None],
) -> None:
    watch.signals.catch()  # from here on an exception out of nowhere would leave processes half started
    metrics = _metrics_folder(settings.data.absolute())

    @app.main_process_ready
    async def ready(app: Sanic) -> None:
        broker.manage(app, settings)
        manage_more(app)

    @app.main_process_stop
    async def remove_metrics(app: Sanic) -> None:
        shutil.rmtree(metrics, ignore_errors=True)

    manager.install(watch)
    Sanic.start_method = "spawn"
    Sanic.serve(primary=app, app_loader=AppLoader(factory=factory))


def _manage_jobs(number: int, jobs: Callable[[], None], reload: bool, app: Sanic) -> None:
    """Run job workers once HTTP is served; they are started again when they die, or when the code changes."""
    for which in range(1, number + 1):
        app.manager.manage(f"Jobs-{which}", jobs, {}, restartable=True, transient=reload, auto_start=False)


def _without_jobs(app: Sanic) -> None:
    """Somebody else runs them."""


def _listen(host: str, port: int) -> socket.socket:
    try:
        return bind_socket(host, port, backlog=BACKLOG)
    except PermissionError:
        raise StartRefused(f"port {port} needs more rights: use --port with one above 1023") from None
    except OSError as error:
        raise StartRefused(f"cannot listen on {host}:{port} ({error.strerror}): use --host or --port") from None


def _url(host: str, listener: socket.socket) -> str:
    name = EVERYWHERE.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{listener.getsockname()[1]}"


def _metrics_folder(data: Path) -> Path:
    """Where each worker keeps its metrics: prometheus_client reads the variable at its first import there."""
    folder = data / "metrics"
    shutil.rmtree(folder, ignore_errors=True)  # of a killed server: its counts would be added to ours
    folder.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    return folder


def _tell(reason: str) -> None:
    log.error("the server does not start", reason=reason)


def _leave(*_: Any) -> NoReturn:
    raise SystemExit(0)
