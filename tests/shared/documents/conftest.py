"""A project of Acme's with a Refinery and a Foundry, and its people at their URLs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from openfactory.testing.factories import Factory, People
from openfactory.testing.harness import Client


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
def stranger(people: People, project: Any, client_for: Callable[..., Client]) -> Client:
    """Somebody of another organization, at this project's URLs."""
    return client_for(people.stranger, below=f"/api/projects/{project.id}")


@pytest.fixture
def write(ann: Client) -> Callable[..., Awaitable[Any]]:
    """`await write(title, markdown, type=…)`: the new document."""

    async def written(title: str = "Overview", markdown: str | None = "Why?", **more: Any) -> Any:
        body = {"type": "product_overview", "title": title, "markdown": markdown, **more}
        reply = await ann.post("/refinery/documents", json=body)
        assert reply.status_code == 201, reply.text
        return reply.json()

    return written


@pytest.fixture
def make_feature(ann: Client) -> Callable[..., Awaitable[Any]]:
    """`await make_feature(name)`: the new feature."""

    async def make(name: str) -> Any:
        reply = await ann.post("/features", json={"name": name})
        assert reply.status_code == 201, reply.text
        return reply.json()

    return make


@pytest.fixture
async def key(people: People, client_for: Callable[..., Client]) -> Callable[..., Awaitable[Client]]:
    """`await key(scope, …)`: a client with an API key of Ann's that has these scopes."""
    acme = client_for(people.ann, below=f"/api/organizations/{people.organization.id}")

    async def made(project: Any, *scopes: str) -> Client:
        reply = await acme.post("/api-keys", json={"name": "Key", "scopes": list(scopes)})
        headers = {"authorization": f"Bearer {reply.json()['key']}"}
        return acme.another(base_url=f"http://test/api/projects/{project.id}", headers=headers, timeout=30)

    return made
