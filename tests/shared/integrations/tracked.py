"""Trackers on loopback, and a project's way to each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx

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


def settled() -> Any:
    """When nothing that was lost can still appear."""
    return shifted(minutes=6)
