"""A project of Acme's, its people at its URLs, and things in it that can be found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from minutes import MINUTES

from openfactory.core.db.transactions import transaction
from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import discover
from openfactory.shared.search.service import put
from openfactory.testing.factories import Factory, People
from openfactory.testing.harness import Client


@pytest.fixture
def installed() -> dict[str, Module]:
    """The modules, and one whose things only admins see."""
    return {**discover(), "minutes": MINUTES}


@pytest.fixture
async def project(make: Factory, people: People) -> Any:
    """A project that Ann has made."""
    return await make.project(people.ann, people.organization)


@pytest.fixture
def ann(people: People, project: Any, client_for: Callable[..., Client]) -> Client:
    """The admin, in the project."""
    return client_for(people.ann, below=f"/api/projects/{project.id}")


@pytest.fixture
def bob(people: People, project: Any, client_for: Callable[..., Client]) -> Client:
    """The member, in the project."""
    return client_for(people.bob, below=f"/api/projects/{project.id}")


@pytest.fixture
def keep(make: Factory, people: People, project: Any) -> Callable[..., Awaitable[UUID]]:
    """`await keep(title, text, kind=…, entity_id=…, project=…)`: its id, once it can be found."""

    async def kept(title: str, text: str = "", **where: Any) -> UUID:
        home = where.get("project", project)
        access = make.access(people.ann, organization_id=home.organization_id, project_id=home.id)
        entity_id: UUID = where.get("entity_id") or uuid4()
        async with transaction(access):
            await put(access, where.get("kind", "feature"), entity_id, title, text)
        return entity_id

    return kept


@pytest.fixture
def found(ann: Client) -> Callable[..., Awaitable[list[str]]]:
    """`await found(q, …)`: the titles, the best first."""

    async def titles(q: str, **query: Any) -> list[str]:
        return [result["title"] for result in await results(ann, q, **query)]

    return titles


async def results(client: Client, q: str, **query: Any) -> list[Any]:
    """What a search answers."""
    reply = await client.get("/search", params={"q": q, **query})
    assert reply.status_code == 200, reply.text
    results: list[Any] = reply.json()["results"]
    return results


@pytest.fixture
def ask() -> Callable[..., Awaitable[list[Any]]]:
    """`await ask(client, q, …)`: the results."""
    return results
