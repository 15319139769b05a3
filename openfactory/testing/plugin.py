"""Pytest fixtures for openfactory and its extensions: a real server, a migrated database, people and their things.

    pytest --database=sqlite      (the default)
    pytest --database=postgres    on OPENFACTORY_TEST_POSTGRES, else postgres://postgres@127.0.0.1:5432

One process serves one dialect only: Tortoise keeps state per model class, so both need two runs.
"""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sanic import Sanic

    from openfactory.core.modules.module import Module
    from openfactory.core.settings import Settings
    from openfactory.testing.databases import Databases
    from openfactory.testing.factories import Factory, People
    from openfactory.testing.harness import Client
    from openfactory.testing.jobs import Jobs


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--database`."""
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite", help="openfactory's database")


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Migrated once a run, copied for each test."""
    from openfactory.testing.databases import PostgresDatabases, SqliteDatabases

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if request.config.getoption("--database") == "postgres":
        found: Databases = PostgresDatabases(worker)
        if (reason := asyncio.run(found.missing())) is not None:
            pytest.skip(reason)
    else:
        found = SqliteDatabases(tmp_path_factory.mktemp("databases"))
    asyncio.run(found.prepare())
    # What is imported by now stays: else the garbage collector looks through all of it again and again.
    gc.collect()
    gc.freeze()
    yield found
    asyncio.run(found.discard())


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    """A migrated, empty database of this test's own."""
    async with databases.copy() as url:
        yield url


@pytest.fixture
def overrides() -> Mapping[str, Any]:
    """Settings by section that a test wants otherwise; override this fixture."""
    return {}


@pytest.fixture
def installed() -> Mapping[str, Module]:
    """The installed modules; override this fixture to add one that is no package."""
    from openfactory.core.modules.selection import discover

    return discover()


@pytest.fixture
def settings(
    database_url: str, tmp_path: Path, overrides: Mapping[str, Any], installed: Mapping[str, Module]
) -> Settings:
    """Settings for a test: own data folder, mail into files, limits in memory."""
    from openfactory.core.settings import load_settings

    first: dict[str, Any] = {
        "data": tmp_path / "data",
        "database": {"url": database_url},
        "server": {"workers": 1},
        "broker": {"url": "memory://"},
        "mail": {"backend": "file"},
    }
    for section, values in overrides.items():
        first[section] = {**first.get(section, {}), **values} if isinstance(values, Mapping) else values
    sections = {module.name: module.settings for module in installed.values() if module.settings}
    return load_settings(sections, environ={}, overrides=first)


@pytest.fixture
def app(settings: Settings, installed: Mapping[str, Module]) -> Sanic:
    """The application under test."""
    from openfactory.app import create_app

    return create_app(settings, installed=installed, name="test")


@pytest.fixture
async def client(app: Sanic) -> AsyncIterator[Client]:
    """A client of the running application, with no credential."""
    from openfactory.testing.harness import serving

    async with serving(app) as client:
        yield client


@pytest.fixture
def jobs(client: Client) -> Jobs:
    """`await jobs.run()`: run what the application has queued, and react to its events, until nothing is due."""
    from openfactory.testing.jobs import Jobs

    return Jobs(client)


@pytest.fixture
async def make(client: Client, settings: Settings) -> AsyncIterator[Factory]:
    """Users, organizations and what modules register, made by the services themselves."""
    from openfactory.testing.factories import Factory

    factory = Factory(client, settings)
    yield factory
    await factory.close()


@pytest.fixture
async def people(make: Factory) -> People:
    """Ann (an admin) and Bob (a member) of one organization, and a stranger with an organization of their own."""
    return await make.people()


@pytest.fixture
def client_for(make: Factory) -> Callable[..., Client]:
    """`client_for(user)`: a client signed in as the user; `below=` a path that its URLs are relative to."""
    return make.client_for
