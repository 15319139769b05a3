"""The database that all servers read: filled through openfactory's own API, and described for the others in a file."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import click
import httpx

from openfactory.app import create_app
from openfactory.core.db.queries import REGISTRY
from openfactory.core.settings import Settings, load_settings
from openfactory.core.settings.secret_key import secret_key
from openfactory.testing.databases import PostgresDatabases
from openfactory.testing.server import Running, running_server

PROJECTS, FEATURES = 50, 3
STATEMENTS = {
    "home": "access.session.home",
    "organization": "access.session.organization",
    "projects": "projects.list",
}
# Node cannot make the digest that openfactory keeps: the same session once more, under one that it can make.
_SESSION_FOR_NODE = (
    "INSERT INTO auth_sessions (id, created_at, updated_at, version, user_id, token_digest, expires_at, last_seen_at) "
    "SELECT gen_random_uuid(), created_at, updated_at, version, user_id, $1, expires_at, last_seen_at "
    "FROM auth_sessions LIMIT 1"
)


@dataclass(frozen=True)
class Seed:
    """A filled database, openfactory running on it, and the file that tells other servers of it."""

    settings: Settings
    dialect: str
    ours: Running
    file: Path
    token: str
    paths: dict[str, str]


@contextmanager
def seeded(dialect: str, folder: Path) -> Iterator[Seed]:
    """`openfactory serve` with one worker on a new database in `folder`, or on PostgreSQL; filled."""
    with _database(dialect, folder) as url:
        data = folder / "data"
        arguments = ("--workers", "1", "--data", str(data), "--database-url", url)
        with _serving(arguments, folder) as ours:
            token, organization_id = _fill(ours.url)
            settings = load_settings({}, environ={}, overrides={"data": data, "database": {"url": url}})
            file = _described(settings, dialect, folder)
            if dialect == "postgres":
                asyncio.run(_finish(url, token, secret_key(settings)))
            paths = {
                "health": "/health/live",
                "session": "/api/auth/session",
                "projects": f"/api/organizations/{organization_id}/projects",
            }
            yield Seed(settings, dialect, ours, file, token, paths)


@contextmanager
def _serving(arguments: tuple[str, ...], folder: Path) -> Iterator[Running]:
    with ExitStack() as stack:
        try:
            ours = stack.enter_context(running_server(*arguments, cwd=folder))
        except RuntimeError as error:  # it says why, with the server's output
            raise click.ClickException(str(error)) from None
        yield ours


@contextmanager
def _database(dialect: str, folder: Path) -> Iterator[str]:
    if dialect == "sqlite":
        yield f"sqlite://{folder / 'benchmark.sqlite3'}"
        return
    databases = PostgresDatabases("benchmark")
    with asyncio.Runner() as runner:
        if (reason := runner.run(databases.missing())) is not None:
            raise click.ClickException(f"{reason}; set OPENFACTORY_TEST_POSTGRES, or use --database sqlite")
        made: Any = databases.empty()
        url: str = runner.run(made.__aenter__())
        try:
            yield url
        finally:
            runner.run(made.__aexit__(None, None, None))


def _fill(url: str) -> tuple[str, str]:
    """A user, an organization, projects and features; the session's token and the organization's id."""
    account = {
        "email": "ann@example.com",
        "password": "correct horse battery staple",
        "name": "Ann",
        "organizationName": "Acme",
    }
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        signed_up = _posted(client, "/api/auth/signup", account)
        token, organization_id = signed_up["session"]["token"], signed_up["organization"]["id"]
        client.cookies.clear()
        client.headers["authorization"] = f"Bearer {token}"
        for number in range(1, PROJECTS + 1):
            project = {"name": f"Project {number}", "description": f"The product with the number {number}."}
            made = _posted(client, f"/api/organizations/{organization_id}/projects", project)
            for feature in range(1, FEATURES + 1):
                _posted(client, f"/api/projects/{made['id']}/features", {"name": f"Feature {feature}"})
    return token, organization_id


def _posted(client: httpx.Client, path: str, body: dict[str, str]) -> Any:
    response = client.post(path, json=body)
    if response.status_code != httpx.codes.CREATED:
        raise click.ClickException(f"seeding failed: POST {path} answered {response.status_code}: {response.text}")
    return response.json()


def _described(settings: Settings, dialect: str, folder: Path) -> Path:
    logging.disable(logging.CRITICAL)
    create_app(settings)  # registers the statements that find a caller
    url = settings.database_url
    given = {
        "dialect": dialect,
        "database": url.removeprefix("sqlite://") if dialect == "sqlite" else url,
        "key": secret_key(settings).hex(),
        "pool": settings.database.pool_max,
        "statements": {
            name: dict(zip(("text", "parameters"), REGISTRY[registered].compiled(dialect), strict=True))
            for name, registered in STATEMENTS.items()
        },
    }
    file = folder / "given.json"
    file.write_text(json.dumps(given))
    return file


async def _finish(url: str, token: str, key: bytes) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_SESSION_FOR_NODE, hmac.digest(key, token.encode(), "sha256").hex())
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
