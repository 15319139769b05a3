"""A project that is connected to a tracker on loopback, and a module that makes issues there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from issue_probe import probe

from openfactory.core.modules.selection import discover
from openfactory.testing.clock import shifted
from openfactory.testing.trackers.github import GitHubFake
from openfactory.testing.trackers.jira import JiraFake
from openfactory.testing.trackers.server import TrackerServer, listening


class Tracked:
    """A tracker, and a project that asks it for issues."""

    def __init__(self, kind: str, server: TrackerServer) -> None:
        self.kind, self.server = kind, server
        self.client: Any = None

    async def connect(self, **more: Any) -> httpx.Response:
        reply = await self.client.put(f"/integrations/{self.kind}", json=self.server.settings(**more))
        return reply

    async def ask(self, thing: UUID, **more: Any) -> httpx.Response:
        """Ask for the thing's issue."""
        return await self.client.post(f"/probe/{thing}/issue", json={"integration": self.kind, **more})

    def issues(self) -> list[str]:
        """Ids of all issues there are."""
        name = "number" if self.kind == "github_issues" else "key"
        return [str(issue[name]) for issue in self.server.issues]


MAKERS: dict[str, Callable[[], tuple[str, TrackerServer]]] = {
    "github": lambda: ("github_issues", GitHubFake()),
    "jira": lambda: ("jira", JiraFake()),
    "jira-data-center": lambda: ("jira", JiraFake(cloud=False)),
}


@asynccontextmanager
async def tracker(name: str) -> AsyncIterator[Tracked]:
    kind, server = MAKERS[name]()
    async with listening(server):
        yield Tracked(kind, server)


@pytest.fixture
def installed() -> dict[str, Any]:
    return {**discover(), "probe": probe}


@pytest.fixture
def overrides() -> dict[str, Any]:
    return {"outgoing": {"allow_private": ["127.0.0.1"]}, "projects": {"issue_call_seconds": 1}}


@pytest.fixture
async def project(make, people) -> Any:
    return await make.project(people.ann, people.organization)


@pytest.fixture
def ann(people, project, client_for) -> Any:
    """The admin, in the project."""
    return client_for(people.ann, below=f"/api/projects/{project.id}")


@pytest.fixture(params=list(MAKERS))
async def tracked(request, ann) -> AsyncIterator[Tracked]:
    """Each tracker in turn, connected."""
    async with tracker(request.param) as found:
        found.client = ann
        reply = await found.connect()
        assert reply.status_code == 200, reply.text
        yield found


@pytest.fixture
def thing() -> UUID:
    """What an issue is asked for."""
    return uuid4()


def settled() -> Any:
    """When nothing that was lost can still appear."""
    return shifted(minutes=6)
