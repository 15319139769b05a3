"""create_app(): the one place where modules are put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from typing import Any

import msgspec
from sanic import Sanic
from tortoise import Tortoise
from tortoise.connection import get_connection

import openfactory
from openfactory.core import background, logs, usage
from openfactory.core.access.resolver import Resolver
from openfactory.core.access.rights import Rights
from openfactory.core.bus import Bus
from openfactory.core.db.config import tortoise_config
from openfactory.core.db.tables import Tables
from openfactory.core.events import news
from openfactory.core.events.tails import Tails
from openfactory.core.housekeeping import keep_house
from openfactory.core.http import cors, openapi
from openfactory.core.http.context import Context
from openfactory.core.http.finish import finisher
from openfactory.core.http.idempotency import Idempotency, sweep
from openfactory.core.http.operations import documentation, health
from openfactory.core.http.request import ApiRequest, log_fields
from openfactory.core.http.serving import Operation
from openfactory.core.http.sockets.connections import Connections
from openfactory.core.http.sockets.tally import Tally
from openfactory.core.jobs import metrics as job_metrics
from openfactory.core.jobs import waking
from openfactory.core.jobs.sweeping import sweep_jobs
from openfactory.core.limits import Limiter
from openfactory.core.live.channels import Channels
from openfactory.core.live.live import Live
from openfactory.core.live.module import live_module
from openfactory.core.live.streams import Events
from openfactory.core.mail import Post, mailer
from openfactory.core.mail.post import send_mail
from openfactory.core.modules.lifespan import Lifespans
from openfactory.core.modules.module import Module
from openfactory.core.modules.mount import mount, scopes_of
from openfactory.core.modules.scope import Scope
from openfactory.core.modules.selection import discover, select
from openfactory.core.processes import broker, lifecycle
from openfactory.core.security.sealing import Sealer
from openfactory.core.settings import Settings
from openfactory.core.settings.secret_key import secret_key
from openfactory.core.storage import open_storage
from openfactory.shared.accounts.log import read_entries

KERNEL_TABLES = Tables("core", "openfactory.core.models", "openfactory.migrations.core")
DESCRIPTION = "The API server of an AI-native software-delivery platform. Names are camelCase; times are UTC."


@dataclass(eq=False)
class Application:
    """What one worker has made of the settings: `app.ctx.openfactory`."""

    settings: Settings
    modules: Sequence[Module]
    scopes: Sequence[Scope]
    resolver: Resolver
    limiter: Limiter
    idempotency: Idempotency
    trusted_origins: frozenset[str]
    bus: Bus
    live: Live
    rights: Rights
    connections: Connections
    operations: Sequence[Operation] = ()

    def unlock(self, key: bytes) -> None:
        """Give the secret key to what digests tokens and seals answers."""
        self.resolver.secret_key = key
        self.idempotency.sealer = Sealer([key])


def create_app(
    settings: Settings, *, installed: Mapping[str, Module] | None = None, name: str = "openfactory"
) -> Sanic:
    """The application. Called in the main process, in each worker and in the reloader: no side effects."""
    # A second application of one name in a process (reloader, tests) would be refused.
    Sanic._app_registry.pop(name, None)
    app = Sanic(name, request_class=ApiRequest, configure_logging=False)
    _configure(app, settings)
    modules = served_modules(settings, installed)
    application = assemble(settings, modules)
    app.ctx.openfactory = application
    _share(application, lambda: bool(getattr(app.ctx, "draining", False)))
    cors.install(app, settings.server.cors_origins)
    lifecycle.install(app)
    app.ctx.goodbyes.append(application.connections.leave)
    application.operations = mount(app, application.scopes, application)
    cors.answer_options(app)
    app.ctx.finish = finisher(log_requests=settings.log.requests, cross_origin=bool(settings.server.cors_origins))
    application.scopes[0].context.openapi = cache(partial(_openapi, application))
    _listen(app, application, installed)
    return app


def assemble(settings: Settings, modules: Sequence[Module]) -> Application:
    """What is made of the modules, whether HTTP is served or jobs are run."""
    application = _application(settings, modules, scopes_of([_system(modules), live_module(), *modules]))
    _share(application, lambda: False)
    return application


def _system(modules: Sequence[Module]) -> Module:
    """What is served whatever modules are, the chores of all of them, and their mail."""
    system = Module(
        "system",
        summary="Health, metrics and this documentation",
        routes=(health, documentation),
        jobs=(keep_house, sweep_jobs, send_mail),
    )
    chores = [sweep, *(chore for scope in scopes_of(modules) for chore in scope.module.chores)]

    @system.lifespan
    async def open_resources(context: Context) -> AsyncIterator[None]:
        context.chores, context.queue_metrics = chores, job_metrics.exposition
        context.mailer, context.post = mailer(context.settings), Post(secret_key(context.settings))
        bus: Bus = context.bus
        async with usage.recording(), bus.running():
            with news.announcing(bus), waking.announcing(bus):
                yield
        await context.storage.close()

    return system


def installed_tables(installed: Mapping[str, Module] | None = None) -> list[Tables]:
    """Tables of the kernel and of every installed module, served or not, each set once."""
    found = {KERNEL_TABLES.label: KERNEL_TABLES}
    for module in (installed if installed is not None else discover()).values():
        for tables in _tables(module):
            found.setdefault(tables.label, tables)
    return list(found.values())


def served_modules(settings: Settings, installed: Mapping[str, Module] | None = None) -> list[Module]:
    """The modules that the settings choose, requirements first."""
    chosen = settings.modules
    available = installed if installed is not None else discover()
    return select(available, only=chosen.only, enable=chosen.enable, disable=chosen.disable)


def _tables(module: Module) -> Iterable[Tables]:
    yield from module.tables
    for child in module.children:
        yield from _tables(child)


def _configure(app: Sanic, settings: Settings) -> None:
    server = settings.server
    app.config.update(
        MOTD=False,
        NOISY_EXCEPTIONS=False,
        REQUEST_MAX_SIZE=server.body_limit_bytes,
        REQUEST_TIMEOUT=30,  # seconds for a request's head and body to come in
        RESPONSE_TIMEOUT=60,  # seconds until the answer; longer work is a job
        KEEP_ALIVE_TIMEOUT=120,
        GRACEFUL_SHUTDOWN_TIMEOUT=float(server.graceful_seconds),
        PROXIES_COUNT=server.proxies_count or None,
        REAL_IP_HEADER=server.real_ip_header or None,
        FORWARDED_SECRET=server.forwarded_secret.get_secret_value() if server.forwarded_secret else None,
    )


def _application(settings: Settings, modules: Sequence[Module], scopes: Sequence[Scope]) -> Application:
    declared = [scope.module for scope in scopes]
    resolver = Resolver(
        [credential for module in declared for credential in module.credentials],
        [place for module in declared for place in module.places],
        [permission for module in declared for permission in module.permissions],
    )
    broker_url, prefix = broker.broker_url(settings), settings.broker.prefix
    limiter = Limiter(broker_url, workers=settings.server.worker_count, prefix=prefix)
    bus = Bus(broker_url, prefix=prefix)
    tally = Tally(settings.live.connections_per_user, broker_url, prefix=prefix)
    live = _live(settings, declared, resolver, bus, tally)
    idempotency = Idempotency(timedelta(hours=settings.server.idempotency_hours))
    return Application(
        settings,
        modules,
        scopes,
        resolver,
        limiter,
        idempotency,
        frozenset(settings.server.cors_origins),
        bus,
        live,
        live.rights,
        live.connections,
    )


def _live(settings: Settings, modules: Sequence[Module], resolver: Resolver, bus: Bus, tally: Tally) -> Live:
    """What lets clients follow the log that the modules' events are in."""
    rights = Rights(resolver, (event.name for module in modules for event in module.events if event.changes_rights))
    live = settings.live
    return Live(
        live,
        Channels(tuple(kind for module in modules for kind in module.channels)),
        resolver,
        rights,
        Tails(bus, read_entries, rights.heard),
        Connections(tally, most_per_user=live.connections_per_user, heartbeat=live.heartbeat_seconds),
    )


def _share(application: Application, draining: Callable[[], bool]) -> None:
    """What every module finds in its context."""
    token = application.settings.metrics.token
    backends: dict[str, Callable[[], Awaitable[bool]]] = {"database": _database_answers}
    if broker.broker_url(application.settings) is not None:
        backends["broker"] = application.limiter.ping
    storage = open_storage(application.settings)
    shared: dict[str, Any] = {}
    for scope in application.scopes:
        if scope.parent is None:
            scope.context.shared = shared  # what one module opens for all, by the name of the package it is of
            scope.context.settings = application.settings
            scope.context.storage = storage
            scope.context.backends = backends
            scope.context.bus, scope.context.live = application.bus, application.live
            scope.context.events = Events(application.live, application.trusted_origins, draining)
            scope.context.draining = draining
            scope.context.metrics_token = token.get_secret_value() if token else None


def _openapi(application: Application) -> bytes:
    """The contract, made when it is first asked for: it takes as long as all other steps of a worker's start."""
    tags = {scope.name: scope.module.summary for scope in application.scopes}
    document = openapi.document(
        application.operations,
        title="openfactory",
        version=openfactory.__version__,
        description=DESCRIPTION,
        tags=tags,
    )
    return msgspec.json.encode(document)


def _listen(app: Sanic, application: Application, installed: Mapping[str, Module] | None) -> None:
    lifespans = Lifespans(application.scopes, seconds=application.settings.server.start_seconds)

    @app.listener("before_server_start", priority=1000)
    async def start(app: Sanic) -> None:
        logs.configure(application.settings.log)
        logs.add_source(log_fields)
        await opened(application, lifespans, installed)

    @app.after_server_stop
    async def stop(app: Sanic) -> None:
        await closed(application, lifespans)


async def opened(application: Application, lifespans: Lifespans, installed: Mapping[str, Module] | None) -> None:
    """Open what modules work with: the key, the database, their own resources."""
    application.unlock(secret_key(application.settings))
    config = database_config(
        application.settings, installed, statement_seconds=application.settings.database.statement_seconds
    )
    await Tortoise.init(config=config, _enable_global_fallback=True)
    await lifespans.start()


async def closed(application: Application, lifespans: Lifespans) -> None:
    """Close it, in reverse order."""
    await background.drain()
    await lifespans.stop()
    await application.limiter.close()
    await Tortoise.close_connections()


def database_config(
    settings: Settings, installed: Mapping[str, Module] | None = None, *, statement_seconds: float | None = None
) -> dict[str, object]:
    """Tortoise's configuration for the installed modules."""
    database = settings.database
    return tortoise_config(
        settings.database_url,
        installed_tables(installed),
        pool_min=database.pool_min,
        pool_max=database.pool_max,
        statement_seconds=statement_seconds,
    )


async def _database_answers() -> bool:
    try:
        await get_connection("default").execute_query("SELECT 1")
    except Exception:
        return False
    return True
