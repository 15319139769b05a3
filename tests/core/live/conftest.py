"""A project to follow, and those who follow it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest

from openfactory.testing.harness import Client
from openfactory.testing.live import Live, following


@dataclass
class Project:
    """A project with a writer, and its channel."""

    id: str
    writer: Client
    made: list[str] = field(default_factory=list)

    @property
    def channel(self) -> str:
        return f"project:{self.id}"

    async def write(self, count: int = 1) -> None:
        """Make features: one event each."""
        for _ in range(count):
            reply = await self.writer.post("/features", json={"name": f"Feature {len(self.made)}"})
            assert reply.status_code == 201, reply.text
            self.made.append(reply.json()["id"])

    async def log(self, after: int = 0) -> list[dict]:
        events: list[dict] = []
        while True:
            reply = (await self.writer.get("/events", params={"after": after, "limit": 500})).json()
            events += reply["events"]
            if len(reply["events"]) < 500:
                return events
            after = reply["cursor"]


@pytest.fixture
async def project(make, people, client_for) -> Project:
    made = await make.project(people.ann, people.organization)
    return Project(str(made.id), client_for(people.ann, below=f"/api/projects/{made.id}"))


@pytest.fixture
async def live(client, make) -> AsyncIterator:
    """`await live(user)`: a live connection of the user, or of a token."""
    async with AsyncExitStack() as stack:

        async def connect(user, **options) -> Live:
            token = user if isinstance(user, str) else await make.token(user)
            return await stack.enter_async_context(following(client, token, **options))

        yield connect
