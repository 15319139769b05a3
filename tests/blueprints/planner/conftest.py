"""A project of Acme's, and its people at the planner's URLs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from openfactory.testing.factories import Factory, People
from openfactory.testing.harness import Client

Make = Callable[..., Awaitable[Any]]


@pytest.fixture
async def project(make: Factory, people: People) -> Any:
    """A project that Ann has made."""
    return await make.project(people.ann, people.organization)


@pytest.fixture
def planner_of(project: Any, client_for: Callable[..., Client]) -> Callable[..., Client]:
    """`planner_of(user)`: a client of the user's, at the planner's URLs."""
    return lambda user: client_for(user, below=f"/api/projects/{project.id}/planner")


@pytest.fixture
def ann(people: People, planner_of: Callable[..., Client]) -> Client:
    """The admin."""
    return planner_of(people.ann)


@pytest.fixture
def bob(people: People, planner_of: Callable[..., Client]) -> Client:
    """The member."""
    return planner_of(people.bob)


@pytest.fixture
def inside(people: People, project: Any, client_for: Callable[..., Client]) -> Client:
    """The admin, in the project beside the planner."""
    return client_for(people.ann, below=f"/api/projects/{project.id}")


@pytest.fixture
def make_phase(ann: Client) -> Make:
    """`await make_phase(name, sortOrder=…)`: the new phase."""

    async def made(name: str, **more: Any) -> Any:
        reply = await ann.post("/phases", json={"name": name, **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    return made


@pytest.fixture
def make_order(ann: Client) -> Make:
    """`await make_order(title, phaseId=…)`: the new work order."""

    async def made(title: str = "Tanks", **more: Any) -> Any:
        reply = await ann.post("/work-orders", json={"title": title, **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    return made


@pytest.fixture
def change(ann: Client) -> Make:
    """`await change(order, status=…)`: the answer."""

    async def changed(order: Any, **wanted: Any) -> Any:
        return await ann.patch(f"/work-orders/{order['id']}", json=wanted)

    return changed


@pytest.fixture
async def demanding(inside: Client) -> None:
    """The project demands evidence."""
    reply = await inside.patch("/", json={"settings": {"planner": {"evidenceRequired": True}}})
    assert reply.status_code == 200, reply.text
