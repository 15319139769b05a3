"""A process that runs jobs and follows the event log: one of `serve`'s, or `openfactory worker` by itself."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping

from sanic import Sanic

from openfactory.app import Application, assemble, closed, create_app, opened, served_modules
from openfactory.core import logs
from openfactory.core.jobs.names import worker_name
from openfactory.core.jobs.worker import Declared, Pace, Worker
from openfactory.core.modules.lifespan import Lifespans
from openfactory.core.modules.module import Module
from openfactory.core.settings import Settings
from openfactory.core.subscriptions import Following

log = logs.get_logger(__name__)


def work(settings: Settings, installed: Mapping[str, Module] | None = None) -> None:
    """Work until SIGTERM or SIGINT. The target of managed processes: all it needs is picklable."""
    logs.configure(settings.log)
    asyncio.run(_work(settings, installed))


async def _work(settings: Settings, installed: Mapping[str, Module] | None) -> None:
    application = assemble(settings, served_modules(settings, installed))
    lifespans = Lifespans(application.scopes, seconds=settings.server.start_seconds)
    with worker_name(settings.data) as name:
        worker = worker_of(application, name)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop)
        await opened(application, lifespans, installed)
        log.info("the worker has started", worker=name, slots=settings.jobs.slots)
        try:
            await worker.run(following(application).look)
        finally:
            await closed(application, lifespans)
        log.info("the worker has stopped", worker=name)


def worker_of(application: Application, name: str) -> Worker:
    """A worker for all jobs of the modules that are served."""
    jobs = application.settings.jobs
    declared: dict[str, Declared] = {}
    for scope in application.scopes:
        for item in scope.module.jobs:
            if item.name in declared:
                raise ValueError(f"two jobs are named {item.name!r}: the second is of module {scope.name!r}")
            declared[item.name] = Declared(item, scope.context)
    pace = Pace(slots=jobs.slots, poll=jobs.poll_seconds, lease=jobs.lease_seconds, stop=jobs.stop_seconds)
    return Worker(declared, name, pace, application.bus)


def following(application: Application) -> Following:
    """What reads the event log for the subscriptions of the modules that are served."""
    return Following(
        subscription.consumer(scope.name, scope.context)
        for scope in application.scopes
        for subscription in scope.module.subscriptions
    )


def create_app_with_jobs(settings: Settings) -> Sanic:
    """The application, with a worker in its own process: for `serve --single-process`."""
    app = create_app(settings)
    application: Application = app.ctx.openfactory

    @app.after_server_start
    async def start(app: Sanic) -> None:
        app.ctx.held_name = worker_name(settings.data)
        app.ctx.worker = worker_of(application, app.ctx.held_name.__enter__())
        app.ctx.jobs = asyncio.create_task(app.ctx.worker.run(following(application).look), name="jobs")

    @app.before_server_stop
    async def stop(app: Sanic) -> None:
        app.ctx.worker.stop()
        await app.ctx.jobs
        app.ctx.held_name.__exit__(None, None, None)

    return app
