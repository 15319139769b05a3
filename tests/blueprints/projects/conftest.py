"""A project of Acme's, and its people at the project's own URLs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from spoken import saying

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
def acme(people: People, client_for: Callable[..., Client]) -> Client:
    """The admin, in the organization."""
    return client_for(people.ann, below=f"/api/organizations/{people.organization.id}")


@pytest.fixture
def make_feature(ann: Client) -> Callable[..., Awaitable[Any]]:
    """`await make_feature(name, parentId=…)`: the new feature."""

    async def make(name: str, **more: Any) -> Any:
        reply = await ann.post("/features", json={"name": name, **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    return make


@pytest.fixture
async def about(make_feature: Callable[..., Awaitable[Any]]) -> dict[str, Any]:
    """What comments are about: a feature."""
    return {"subjectType": "feature", "subjectId": (await make_feature("Engines"))["id"]}


@pytest.fixture
def say(about: dict[str, Any]) -> Callable[..., Awaitable[Any]]:
    """`await say(client, text, threadId=…)`: the new comment."""

    async def said(client: Client, text: str, **more: Any) -> Any:
        reply = await client.post("/comments", json={**about, "content": saying(text), **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    return said


@pytest.fixture
def threads(about: dict[str, Any]) -> Callable[..., Awaitable[Any]]:
    """`await threads(client)`: what is said about the subject."""

    async def listed(client: Client, **query: Any) -> Any:
        reply = await client.get("/comments", params={**about, **query})
        assert reply.status_code == 200, reply.text
        return reply.json()["comments"]

    return listed
