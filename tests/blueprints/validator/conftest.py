"""A project of Acme's, its people at the validator's URLs, and keys for web pages and servers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from openfactory.core.access import Access
from openfactory.testing.factories import Factory, People
from openfactory.testing.harness import Client

Make = Callable[..., Awaitable[Any]]


@pytest.fixture
def overrides() -> Any:
    """Limits that no test meets by chance."""
    return {"validator": {"key_per_minute": 100_000, "address_per_minute": 100_000}}


@pytest.fixture
async def project(make: Factory, people: People) -> Any:
    """A project that Ann has made."""
    return await make.project(people.ann, people.organization)


@pytest.fixture
def access(people: People, project: Any) -> Access:
    """The server's own access to the project."""
    return Access.system(organization_id=people.organization.id, project_id=project.id)


@pytest.fixture
def validator_of(project: Any, client_for: Callable[..., Client]) -> Callable[..., Client]:
    """`validator_of(user)`: a client of the user's, at the validator's URLs."""
    return lambda user: client_for(user, below=f"/api/projects/{project.id}/validator")


@pytest.fixture
def ann(people: People, validator_of: Callable[..., Client]) -> Client:
    """The admin."""
    return validator_of(people.ann)


@pytest.fixture
def bob(people: People, validator_of: Callable[..., Client]) -> Client:
    """The member."""
    return validator_of(people.bob)


@pytest.fixture
def inside(people: People, project: Any, client_for: Callable[..., Client]) -> Client:
    """The admin, in the project beside the validator."""
    return client_for(people.ann, below=f"/api/projects/{project.id}")


@pytest.fixture
def make_key(people: People, project: Any, client_for: Callable[..., Client]) -> Make:
    """`await make_key(allowedOrigins=[…])`: an API key of Ann's for feedback, as headers."""

    async def made(**more: Any) -> dict[str, str]:
        wanted = {"name": "Site", "scopes": ["validator:write"], "projectId": str(project.id), **more}
        path = f"/api/organizations/{people.organization.id}/api-keys"
        reply = await client_for(people.ann).post(path, json=wanted)
        assert reply.status_code == 201, reply.text
        return {"authorization": f"Bearer {reply.json()['key']}"}

    return made


@pytest.fixture
def site(client: Client, project: Any) -> Callable[..., Awaitable[Any]]:
    """`await site(key, **fields)`: feedback sent by a page or server with a key; `headers=` for more of them."""

    async def send(key: dict[str, str], headers: dict[str, str] | None = None, **fields: Any) -> Any:
        body = {"description": "Saving a route loses its last stop.", **fields}
        path = f"/api/projects/{project.id}/validator/feedback"
        return await client.post(path, json=body, headers={**key, **(headers or {})})

    return send


@pytest.fixture
def send(ann: Client) -> Make:
    """`await send(description, …)`: the id of feedback that Ann has sent."""

    async def sent(description: str = "Saving a route loses its last stop.", **fields: Any) -> str:
        reply = await ann.post("/feedback", json={"description": description, **fields})
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    return sent


@pytest.fixture
def read(ann: Client) -> Make:
    """`await read(id)`: the feedback."""

    async def found(feedback_id: str) -> Any:
        reply = await ann.get(f"/feedback/{feedback_id}")
        assert reply.status_code == 200, reply.text
        return reply.json()

    return found


@pytest.fixture
def change(ann: Client) -> Make:
    """`await change(id, status=…)`: the answer."""

    async def changed(feedback_id: str, **wanted: Any) -> Any:
        return await ann.patch(f"/feedback/{feedback_id}", json=wanted)

    return changed
