"""A project that is connected to a tracker on loopback, and a module that makes issues there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from issue_probe import probe
from tracked import MAKERS, Tracked, tracker

from openfactory.core.modules.selection import discover


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
